// SPDX-License-Identifier: Apache-2.0
//
// Which events have a lane.
#include "explore/machine/happenings.hpp"

#include "explore/machine/arena.hpp"

namespace faultline::explore {

namespace {

const char* lane_of(trace::Kind kind) {
  using trace::Kind;
  switch (kind) {
    case Kind::line_raised:
    case Kind::line_lowered:
    case Kind::line_disabled: return Happenings::lanes[0];
    case Kind::power_changed: return Happenings::lanes[1];
    case Kind::gate_changed: return Happenings::lanes[2];
    case Kind::register_landed:
    case Kind::register_refused:
    case Kind::transaction:
    case Kind::fault_raised:
    case Kind::fault_overflowed:
    case Kind::fault_merged:
    case Kind::stall_entered:
    case Kind::stall_left: return Happenings::lanes[3];
    default: return nullptr;
  }
}

}  // namespace

void Happenings::record(const trace::Event& event) {
  if (!tell_) return;
  const char* lane = lane_of(event.kind);
  if (!lane) return;
  const Arena::Closed closed;
  list_.push_back({lane, tell_(event)});
}

}  // namespace faultline::explore
