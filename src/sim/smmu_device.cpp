// SPDX-License-Identifier: Apache-2.0
//
// Wires, and the waiting of stalled masters.
#include "sim/smmu_device.hpp"

#include <algorithm>

namespace faultline::sim {

struct SmmuDevice::Parts {
  virtual ~Parts() = default;
  virtual model::Resources resources() = 0;
};

namespace {

// A small device is copied as a whole, many times a second, by whoever explores.
constexpr model::Capacity small{
    .banks = 8, .streams = 16, .waiting = 8, .tlb_entries = 64, .walk_entries = 16, .pending = 8};
constexpr model::Capacity large{.banks = 128,
                                .streams = 128,
                                .waiting = 64,
                                .tlb_entries = 4096,
                                .walk_entries = 256,
                                .pending = 64};

bool fits(const model::Size& size, const model::Capacity& capacity) {
  return size.banks <= capacity.banks && size.stream_groups <= capacity.streams;
}

}  // namespace

// Room that a configuration leaves unused costs nothing but memory.
template <model::Capacity capacity>
struct SmmuDevice::PartsOf final : Parts {
  model::Resources resources() override { return storage.resources(); }
  model::Storage<capacity> storage;
};

std::unique_ptr<SmmuDevice::Parts> SmmuDevice::make_parts(
    const model::Configuration& configuration) {
  if (fits(configuration.size, small)) return std::make_unique<PartsOf<small>>();
  return std::make_unique<PartsOf<large>>();
}

SmmuDevice::SmmuDevice(Kernel& kernel, const model::Configuration& configuration, Memory& memory,
                       InterruptController& controller, SmmuLines lines, Supply& clocks,
                       Supply* domain)
    : kernel_(kernel),
      memory_(memory),
      controller_(controller),
      lines_(std::move(lines)),
      clocks_(clocks),
      domain_(domain),
      number_(configuration.device),
      parts_(make_parts(configuration)),
      model_(new model::Smmu(configuration, *this, parts_->resources(), &kernel.recorder())) {
  clocks_.set_observer(*this);
  if (domain_) domain_->set_observer(*this);
  kernel_.add_event_source(*this);
  supply_changed();
}

SmmuDevice::~SmmuDevice() = default;

void SmmuDevice::touch_read(std::uint32_t offset) {
  Touches* touches = kernel_.touches();
  if (!touches) return;
  if (const auto place = model_->layout().place_of(offset)) register_parts_.read(*touches, *place);
}

void SmmuDevice::touch_write(std::uint32_t offset) {
  Touches* touches = kernel_.touches();
  if (!touches) return;
  if (const auto place = model_->layout().place_of(offset)) register_parts_.write(*touches, *place);
}

void SmmuDevice::touch_transaction(const Access& access, const model::Outcome& outcome) {
  Touches* touches = kernel_.touches();
  if (!touches) return;
  const bool passed = outcome.verdict == model::Verdict::passed ||
                      outcome.verdict == model::Verdict::bypassed ||
                      outcome.verdict == model::Verdict::unpowered;
  register_parts_.transaction(*touches, model_->bank_of(access.stream), passed);
}

void SmmuDevice::supply_changed() {
  if (Touches* touches = kernel_.touches()) register_parts_.supply_changed(*touches);
  const bool powered = !domain_ || domain_->on();
  const model::Supply supply = !powered       ? model::Supply::off
                               : clocks_.on() ? model::Supply::on
                                              : model::Supply::gated;
  if (supply != model_->supply()) model_->set_supply(supply);
}

std::uint64_t SmmuDevice::due_ns() const {
  return model_->next_deadline_ns().value_or(never);
}

LineNumber SmmuDevice::line_of(model::Line line) const {
  switch (line.kind) {
    case model::Line::Kind::context:
      return line.bank.value < lines_.context.size() ? lines_.context[line.bank.value]
                                                     : LineNumber{};
    case model::Line::Kind::global_fault: return lines_.global;
    case model::Line::Kind::global_configuration: return lines_.global_configuration;
  }
  return LineNumber{};
}

void SmmuDevice::set_line(model::Line output, bool high) {
  const LineNumber line = line_of(output);
  if (line.value == 0) return;
  auto driver = std::find_if(drivers_.begin(), drivers_.end(),
                             [&](const auto& entry) { return entry.first == line; });
  if (Touches* touches = kernel_.touches())
    touches->write(controller_.standing(line).asserted_place);
  if (driver == drivers_.end()) driver = drivers_.insert(driver, {line, 0});
  FL_CHECK(high || driver->second > 0);
  driver->second += high ? 1u : ~0u;
  controller_.set_level(line, driver->second > 0);
}

void SmmuDevice::stall_resolved(model::StallId stall, model::Resolution resolution, bool aborted) {
  for (Waiter** place = &waiting_; *place; place = &(*place)->next) {
    Waiter& waiter = **place;
    if (waiter.stall != stall) continue;
    *place = waiter.next;
    waiter.resolution = resolution;
    waiter.aborted = aborted;
    waiter.resolved = true;
    kernel_.wake(*waiter.context);
    return;
  }
}

model::Resolution SmmuDevice::wait_for(model::StallId stall, bool& aborted) {
  Waiter waiter{.stall = stall, .context = kernel_.running(), .next = waiting_};
  FL_CHECK(waiter.context);
  waiting_ = &waiter;
  while (!waiter.resolved) kernel_.block("a stalled transaction's RESUME", 0);
  aborted = waiter.aborted;
  return waiter.resolution;
}

SmmuDevice::Result SmmuDevice::access(const Access& access, std::uint64_t& data) {
  model::Outcome outcome = model_->translate(access.stream, access.iova, access.kind);
  touch_transaction(access, outcome);
  while (outcome.verdict == model::Verdict::stalled || outcome.verdict == model::Verdict::held) {
    bool aborted = false;
    const model::StallId stall = outcome.stall;
    switch (wait_for(stall, aborted)) {
      case model::Resolution::retry:
        outcome = model_->retranslate(stall);
        touch_transaction(access, outcome);
        break;
      case model::Resolution::terminate:
        if (!access.kind.write) data = 0;
        return aborted ? Result::aborted : Result::zeroed;
      case model::Resolution::lost: return Result::lost;
    }
  }
  return reach_memory(outcome, access, data);
}

SmmuDevice::Result SmmuDevice::reach_memory(const model::Outcome& outcome, const Access& access,
                                            std::uint64_t& data) {
  switch (outcome.verdict) {
    case model::Verdict::passed:
    case model::Verdict::bypassed: break;
    case model::Verdict::unpowered: return Result::lost;
    default:
      if (!access.kind.write) data = 0;
      return outcome.aborted ? Result::aborted : Result::zeroed;
  }
  const PhysAddr place(outcome.pa.value & ~std::uint64_t{7});
  if (access.kind.write) {
    return memory_.write64(place, data) ? Result::done : Result::aborted;
  }
  const std::optional<std::uint64_t> value = memory_.read64(place);
  data = value.value_or(0);
  return value ? Result::done : Result::aborted;
}

}  // namespace faultline::sim
