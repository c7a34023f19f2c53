// SPDX-License-Identifier: Apache-2.0
//
// Processes in the order of their first mention, objects by where they lie.
#include "explore/machine/roles.hpp"

namespace faultline::explore {

namespace {

std::uint64_t key_of(RoleKind kind, const void* place) {
  return reinterpret_cast<std::uintptr_t>(place) * 8 + static_cast<std::uintptr_t>(kind);
}

}  // namespace

Roles::Roles(std::span<const Area> areas) {
  for (const Area& area : areas) {
    areas_.push_back({area, elsewhere_});
    elsewhere_ += static_cast<ObjectId>(area.bytes >> area.shift);
  }
}

std::optional<ProcessId> Roles::find(RoleKind kind, const void* place) const {
  for (ProcessId process = 0; process < processes_at_most; ++process) {
    if (roles_[process].place == place && roles_[process].kind == kind) return process;
  }
  return std::nullopt;
}

ProcessId Roles::add(RoleKind kind, const void* place, std::uint8_t cpu, std::string name) {
  const auto process = static_cast<ProcessId>(processes_.of(key_of(kind, place)));
  roles_[process] = {kind, place, cpu, {}, std::move(name)};
  return process;
}

ObjectId Roles::object(const void* place) {
  const auto address = reinterpret_cast<std::uintptr_t>(place);
  for (const Numbered& each : areas_) {
    const std::uintptr_t offset = address - each.area.begin;
    if (offset < each.area.bytes) {
      return each.first + static_cast<ObjectId>(offset >> each.area.shift);
    }
  }
  return elsewhere_ + objects_.of(address);
}

}  // namespace faultline::explore
