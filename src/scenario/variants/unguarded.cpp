// SPDX-License-Identifier: Apache-2.0
//
// Mainline's way: runtime_suspend disables the clocks and nothing else; runtime_resume enables them
// and programs everything.
#include "scenario/variants/unguarded.hpp"

#include <array>

#include "driver/reset.hpp"
#include "driver/resume.hpp"
#include "driver/smmu.hpp"
#include "driver/suspend.hpp"

namespace faultline::scenario::variants {

using driver::Admission;
using driver::Purpose;

Admission Unguarded::admit(Purpose purpose) {
  if (purpose == Purpose::context_fault || purpose == Purpose::global_fault) {
    return {.admitted = true};
  }
  // Maintenance and configuration hold the SMMU awake only if somebody else does: what sleeps is
  // written when it wakes.
  const auto active = device_->get_if_active();
  if (!active) return {.admitted = true};  // no runtime PM: always on
  return {.admitted = *active, .reference = *active};
}

Admission Unguarded::readmit(Purpose purpose) {
  return admit(purpose);
}

void Unguarded::release(Purpose, const Admission& admission) {
  if (admission.reference) device_->put_autosuspend();
}

driver::Sequences unguarded_sequences() {
  using driver::always;
  namespace steps = driver::steps;
  static constexpr std::array suspend{
      driver::Step{"cut the clocks", always<steps::cut_clocks>, nullptr}};
  static constexpr std::array resume{
      driver::Step{"clocks on", steps::turn_clocks_on, steps::cut_clocks},
      driver::Step{"shield streams", always<steps::shield_streams>, nullptr},
      driver::Step{"take control", always<steps::take_control>, nullptr},
      driver::Step{"block streams", always<steps::block_streams>, nullptr},
      driver::Step{"quieten", always<steps::quieten>, nullptr},
      driver::Step{"program banks", always<driver::reset_banks>, nullptr},
      driver::Step{"invalidate all", steps::forget_translations, nullptr},
      driver::Step{"restore streams", always<steps::restore_streams>, nullptr},
      driver::Step{"unmask sources", always<steps::unmask_sources>, nullptr}};
  driver::Sequences sequences = driver::default_sequences();
  sequences.suspend = suspend;
  sequences.resume = resume;
  return sequences;
}

}  // namespace faultline::scenario::variants
