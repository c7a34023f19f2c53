// SPDX-License-Identifier: Apache-2.0
//
// A domain's life: getting a bank, a table and an interrupt, and giving them back while faults may
// be in flight; and its streams.
#include "driver/domain.hpp"

#include "driver/bank_setup.hpp"
#include "driver/smmu.hpp"
#include "port/barrier.hpp"

namespace faultline::driver {

namespace {

// While one lives the SMMU neither falls asleep nor is it half-way: it serves, or it sleeps and has
// been swept.
class SteadyPower {
 public:
  explicit SteadyPower(power::Device* device) : device_(device) {
    if (!device_) return;
    device_->get_noresume();
    device_->barrier();
  }
  ~SteadyPower() {
    if (device_) device_->put_autosuspend();
  }
  SteadyPower(const SteadyPower&) = delete;
  SteadyPower& operator=(const SteadyPower&) = delete;

 private:
  power::Device* const device_;
};

}  // namespace

Domain::Domain(Smmu& smmu) : smmu_(smmu), table_(smmu.config().memory, *this) {}

Domain::~Domain() {
  FL_CHECK(!open_);
}

Result<void, DomainError> Domain::open(const DomainOptions& options) {
  FL_CHECK(!open_);
  if (smmu_.service() != Service::serving) return base::error(DomainError::not_probed);
  options_ = options;
  tag_ = {};
  quiesced_ = false;
  walked_ = false;
  if (options_.kind == DomainKind::paging) FL_TRY(open_paging());
  open_ = true;
  return {};
}

// In the order of what may fail; the bank is written when nothing can fail any more.
Result<void, DomainError> Domain::open_paging() {
  const auto stage2 = wants_stage2();
  if (!stage2) return base::error(stage2.error());
  FL_TRY(take_bank(*stage2));
  if (auto opened = open_table(); !opened) {
    smmu_.bank(tag_.bank).release();
    return opened;
  }
  fill_bank();
  if (!smmu_.interrupts().request_context(tag_.bank)) {
    const bool closed = table_.close().has_value();
    FL_CHECK(closed);  // nothing can have walked it, and nothing is invalidated
    release_bank();
    return base::error(DomainError::no_interrupt);
  }
  walked_ = true;
  write_bank();
  return {};
}

Result<bool, DomainError> Domain::wants_stage2() const {
  const Capabilities& has = smmu_.capabilities();
  const bool stage2 = smmu_.options().force_stage.value_or(has.stage1 ? 1U : 2U) == 2;
  const bool possible =
      stage2 ? has.stage2 && options_.region == pgtable::Region::lower : has.stage1;
  if (!possible) return base::error(DomainError::unsupported_format);
  return stage2;
}

Result<void, DomainError> Domain::take_bank(bool stage2) {
  Flavour& flavour = smmu_.flavour();
  const BankRange range = flavour.banks(smmu_.capabilities(), options_, stage2);
  for (std::uint32_t at = range.first; at < range.end; ++at) {
    const BankIndex index(static_cast<std::uint8_t>(at));
    if (!smmu_.bank(index).take()) continue;
    tag_ = {index, stage2, flavour.asid(index), flavour.vmid(index)};
    return {};
  }
  return base::error(DomainError::no_bank);
}

Result<void, DomainError> Domain::open_table() {
  const Capabilities& has = smmu_.capabilities();
  using namespace pgtable;
  const Format* format = nullptr;
  if (has.granule_4k) {
    format = tag_.stage2 ? &aarch64_4k_stage2 : &aarch64_4k_stage1;
  } else if (has.granule_64k) {
    format = tag_.stage2 ? &aarch64_64k_stage2 : &aarch64_64k_stage1;
  } else if (has.granule_16k) {
    format = tag_.stage2 ? &aarch64_16k_stage2 : &aarch64_16k_stage1;
  }
  if (!format) return base::error(DomainError::unsupported_format);
  Parameters wanted;
  wanted.coherent_walker = has.coherent_walk;
  wanted.region = options_.region;
  wanted.input_bits = tag_.stage2 ? has.intermediate_bits : has.input_bits(options_.region);
  wanted.output_bits = tag_.stage2 ? has.output_bits : has.intermediate_bits;
  if (auto opened = table_.open(*format, wanted); !opened) {
    return base::error(opened.error() == Error::out_of_tables ? DomainError::out_of_tables
                                                              : DomainError::unsupported_format);
  }
  return {};
}

// `masked` is not the domain's: the SMMU may be about to sleep.
void Domain::fill_bank() {
  Bank& bank = smmu_.bank(tag_.bank);
  BankShadow made = bank_setup(tag_, table_.configuration(), smmu_.capabilities());
  made.control.stall = options_.stall;
  smmu_.flavour().prepare(made.control, options_);
  bank.update([&](BankShadow& shadow) {
    made.control.masked = shadow.control.masked;
    shadow = made;
  });
  bank.set_domain(this);
}

void Domain::write_bank() {
  port::full_barrier();
  const Token token = smmu_.policy().try_enter(Purpose::configuration);
  if (token) smmu_.bank(tag_.bank).write(smmu_.registers(), tag_.bank);
}

void Domain::release_bank() {
  Bank& bank = smmu_.bank(tag_.bank);
  bank.update([](BankShadow& shadow) {
    const bool masked = shadow.control.masked;
    shadow = {};
    shadow.control.masked = masked;
  });
  bank.set_domain(nullptr);
  smmu_.faults().flush();  // a worker that has seen the domain is done with it
  bank.release();
}

Result<void, DomainError> Domain::close() {
  if (!open_) return {};
  if (stream_count_.load() > 0) return base::error(DomainError::streams_attached);
  if (options_.kind == DomainKind::paging) {
    // A sweep that came later would find the bank another domain's.
    const SteadyPower steady(smmu_.power_device());
    if (!quiesced_) quiesce();
    if (!table_.close()) return base::error(DomainError::flush_failed);
    release_bank();
  }
  open_ = false;
  return {};
}

void Domain::quiesce() {
  for (const DomainStep& step : smmu_.config().sequences.quiesce) step.run(*this);
  quiesced_ = true;
}

StreamTarget Domain::target() const {
  using spec::gr0::StreamType;
  switch (options_.kind) {
    case DomainKind::paging: return {.type = StreamType::translate, .bank = tag_.bank};
    case DomainKind::identity: return {.type = StreamType::bypass};
    case DomainKind::blocked: return {.type = StreamType::fault};
  }
  return {};
}

Result<void, StreamError> Domain::attach(std::span<const StreamMatch> streams) {
  FL_CHECK(open_ && !quiesced_);
  FL_TRY(smmu_.streams().add(streams, target()));
  stream_count_.fetch_add(static_cast<std::uint32_t>(streams.size()));
  emit_streams(trace::Kind::attached, streams);
  return {};
}

Result<void, StreamError> Domain::detach(std::span<const StreamMatch> streams) {
  FL_CHECK(open_ && !quiesced_);
  for (StreamMatch stream : streams) {
    if (smmu_.streams().find(stream.id) != target()) return base::error(StreamError::not_mapped);
  }
  // Said before it is so: from here on nothing is promised about these streams.
  emit_streams(trace::Kind::detached, streams);
  FL_TRY(smmu_.streams().remove(streams));
  stream_count_.fetch_sub(static_cast<std::uint32_t>(streams.size()));
  if (options_.kind == DomainKind::paging) {
    // A handler that runs answers its stalled transaction first: the sync may wait for that one.
    smmu_.interrupts().synchronise_context(tag_.bank);
    const bool invalidated = smmu_.tlb().invalidate_all(tag_).has_value();
    if (!invalidated) smmu_.log(port::Severity::warning, "detached streams may still translate");
  }
  return {};
}

void Domain::emit_streams(trace::Kind kind, std::span<const StreamMatch> streams) {
  std::uint64_t where = tag_.bank.value;
  if (options_.kind == DomainKind::identity) where = 0xff;
  if (options_.kind == DomainKind::blocked) where = 0xfe;
  if (kind == trace::Kind::detached) where = 0;
  for (StreamMatch stream : streams) smmu_.emit(kind, stream.id.value, where, stream.mask);
}

}  // namespace faultline::driver
