// SPDX-License-Identifier: Apache-2.0
//
// One SMMU put together, and its life as runs of tables.
#include "driver/smmu.hpp"

#include "base/text.hpp"

namespace faultline::driver {
namespace {

power::CallbackResult callback_result(StepResult result) {
  if (result) return {};
  return base::error(result.error() == StepError::busy ? power::CallbackError::busy
                                                       : power::CallbackError::failed);
}

}  // namespace

Smmu::Smmu(const Config& config)
    : config_(config),
      registers_(config.bus),
      gate_(config.clock, config.sink, config.device),
      gate_policy_(gate_),
      policy_(config.policy ? config.policy : &gate_policy_),
      streams_(config.streams, registers_, *policy_),
      tlb_(*this),
      interrupts_(*this),
      faults_(*this),
      runtime_callbacks_(*this),
      sleep_callbacks_(*this) {}

Result<void, ProbeError> Smmu::probe(power::Device* device) {
  FL_CHECK(service() != Service::serving);
  bringup_ = Bringup{};
  bringup_.power_device = device;
  if (run_steps(*this, config_.sequences.probe)) return {};
  const ProbeError error = bringup_.error;
  bringup_ = Bringup{};
  log(port::Severity::error, name(error));
  return base::error(error);
}

void Smmu::remove() {
  FL_CHECK(service() != Service::absent);
  const bool removed = run_steps(*this, config_.sequences.remove).has_value();
  FL_CHECK(removed);  // none of its steps may fail
  bringup_ = Bringup{};
}

void Smmu::shutdown() {
  if (service() != Service::serving) return;
  const bool stopped = run_steps(*this, config_.sequences.shutdown).has_value();
  FL_CHECK(stopped);
}

power::CallbackResult Smmu::suspend() {
  const auto result = run_steps(*this, config_.sequences.suspend);
  if (result) bringup_.awake = false;
  return callback_result(result);
}

power::CallbackResult Smmu::resume() {
  const auto result = run_steps(*this, config_.sequences.resume);
  if (result) bringup_.awake = true;
  return callback_result(result);
}

Bank& Smmu::bank(BankIndex index) {
  FL_CHECK(index.value < bank_count());
  return config_.banks[index.value];
}

reg::Value<spec::gr0::sCR0> Smmu::control(Sources sources) const {
  using spec::gr0::sCR0;
  const bool unmasked = sources == Sources::unmasked;
  const Capabilities& has = capabilities();
  return reg::Value<sCR0>()
      .with<sCR0::CLIENTPD>(false)
      .with<sCR0::GFRE>(true)
      .with<sCR0::GCFGFRE>(true)
      .with<sCR0::GFIE>(unmasked)
      .with<sCR0::GCFGFIE>(unmasked)
      // While streams are blocked their groups match nothing, and no option may let them through.
      .with<sCR0::USFCFG>(!unmasked || options().disable_bypass)
      .with<sCR0::SMCFCFG>(true)
      .with<sCR0::VMIDPNE>(true)
      .with<sCR0::PTM>(true)
      .with<sCR0::EXIDENABLE>(has.extended_stream_ids)
      .with<sCR0::VMID16EN>(has.vmid16);
}

void Smmu::emit(trace::Kind kind, std::uint64_t subject, std::uint64_t value, std::uint64_t extra,
                const char* text) {
  trace::Event event;
  event.kind = kind;
  event.device = config_.device;
  event.subject = subject;
  event.value = value;
  event.extra = extra;
  event.text = text;
  config_.sink.record(event);
}

void Smmu::log(port::Severity severity, std::string_view text) {
  config_.log.write(severity, base::Text<256>().add(config_.name).add(": ").add(text).view());
}

}  // namespace faultline::driver
