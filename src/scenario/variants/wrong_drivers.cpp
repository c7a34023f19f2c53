// SPDX-License-Identifier: Apache-2.0
//
// The table of wrong drivers.
#include "scenario/variants/wrong_drivers.hpp"

#include <algorithm>
#include <array>

#include "scenario/variants/mainline_sequences.hpp"
#include "scenario/variants/v1.hpp"
#include "scenario/variants/v3.hpp"
#include "scenario/variants/wrong_gates.hpp"
#include "scenario/variants/wrong_tables.hpp"

namespace faultline::scenario {
namespace {

template <typename Policy>
WrongDriver make() {
  auto object = std::make_shared<Policy>();
  Policy* policy = object.get();
  WrongDriver made{.object = std::move(object)};
  made.variant.policy = policy;
  made.variant.sequences = policy->sequences();
  if constexpr (std::derived_from<Policy, power::SleepCallbacks>) made.variant.sleep = policy;
  made.variant.meet = [policy](driver::Smmu& smmu, power::Device& device) {
    policy->meet(smmu, device);
  };
  return made;
}

template <driver::Sequences (*tables)()>
WrongDriver with() {
  return {.variant = {.sequences = tables()}};
}

// The first patch's handlers, which wait for power, and the fourth's suspend, which waits for them.
class V1Waiting final : public variants::V1 {
 public:
  [[nodiscard]] driver::Sequences sequences() const override {
    return variants::mainline_sequences(variants::waiting_suspend());
  }
};

// The third patch's handlers, where a detach and an attach switch runtime PM off for a moment.
class V3Toggling final : public driver::FaultPolicy {
 public:
  V3Toggling() : FaultPolicy(Preemption::allowed) {}
  void meet(driver::Smmu& smmu, power::Device& device) {
    device_ = &device;
    v3_.meet(smmu, device);
  }
  [[nodiscard]] driver::Sequences sequences() const { return v3_.sequences(); }

  [[nodiscard]] driver::Admission admit(driver::Purpose purpose) override {
    if (purpose == driver::Purpose::configuration && device_->enabled()) {
      device_->disable();
      device_->enable();
    }
    return v3_.admit(purpose);
  }
  [[nodiscard]] driver::Admission readmit(driver::Purpose purpose) override {
    return v3_.readmit(purpose);
  }
  void release(driver::Purpose purpose, const driver::Admission& admission) override {
    v3_.release(purpose, admission);
  }
  [[nodiscard]] irq::Verdict on_context_interrupt(driver::Smmu& smmu, BankIndex bank) override {
    return v3_.on_context_interrupt(smmu, bank);
  }
  [[nodiscard]] irq::Verdict on_global_interrupt(driver::Smmu& smmu) override {
    return v3_.on_global_interrupt(smmu);
  }

 private:
  variants::V3 v3_;
  power::Device* device_ = nullptr;
};

constexpr std::array names{
    WrongDriverName{"no_epoch", "a late verdict is taken for the present life's"},
    WrongDriverName{"one_bit_epoch", "a verdict that is two lives late, too"},
    WrongDriverName{"refuses_answers", "a closing gate refuses the answer to a stall"},
    WrongDriverName{"marks_busy", "handlers take a reference and mark last busy"},
    WrongDriverName{"not_mine", "a handler that has served a fault says 'not mine'"},
    WrongDriverName{"reads_to_write", "the stall switch reads SCTLR to change it"},
    WrongDriverName{"torn_count", "a count of users that is read and written in two steps"},
    WrongDriverName{"one_flag", "one flag for all handlers that run"},
    WrongDriverName{"v1_waiting", "v1's handlers with v4's suspend"},
    WrongDriverName{"v3_toggling", "v3, and runtime PM that is switched off and on"},
    WrongDriverName{"waits_for_handlers", "suspend waits for handlers that run"},
    WrongDriverName{"waits_for_clients", "suspend waits until clients were told"},
    WrongDriverName{"masks_reports", "suspend switches off reports with the interrupts"},
    WrongDriverName{"stale_streams", "resume writes the stream map from a copy"},
    WrongDriverName{"forgets_flavour", "resume leaves out what the implementation needs"},
    WrongDriverName{"deaf_banks", "a bank translates and has no interrupt"},
    WrongDriverName{"resumes_before_clear", "the handler answers a stall before it clears"},
    WrongDriverName{"clears_all", "the handler clears what it has not read"}};
constexpr std::array<WrongDriver (*)(), names.size()> makers{make<variants::NoEpoch>,
                                                             make<variants::OneBitEpoch>,
                                                             make<variants::RefusesAnswers>,
                                                             make<variants::MarksBusy>,
                                                             make<variants::NotMine>,
                                                             make<variants::ReadsToWrite>,
                                                             make<variants::TornCount>,
                                                             make<variants::OneFlag>,
                                                             make<V1Waiting>,
                                                             make<V3Toggling>,
                                                             with<variants::waits_for_handlers>,
                                                             with<variants::waits_for_clients>,
                                                             with<variants::masks_reports>,
                                                             with<variants::stale_streams>,
                                                             with<variants::forgets_flavour>,
                                                             with<variants::deaf_banks>,
                                                             with<variants::resumes_before_clear>,
                                                             with<variants::clears_all>};

std::string listed() {
  std::string list;
  for (const WrongDriverName& one : names) {
    list += (list.empty() ? "" : ", ") + std::string(one.name);
  }
  return list;
}

}  // namespace

std::span<const WrongDriverName> wrong_drivers() {
  return names;
}

Result<WrongDriver, std::string> make_wrong_driver(std::string_view name) {
  const auto place = std::ranges::find(names, name, &WrongDriverName::name);
  if (place == names.end()) {
    return base::error("there is no variant '" + std::string(name) + "'; there are " + listed());
  }
  return makers[static_cast<std::size_t>(place - names.begin())]();
}

}  // namespace faultline::scenario
