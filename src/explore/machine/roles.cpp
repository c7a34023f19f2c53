// SPDX-License-Identifier: Apache-2.0
//
// Numbers in the order of their first mention.
#include "explore/machine/roles.hpp"

namespace faultline::explore {

namespace {

std::uintptr_t key_of(RoleKind kind, const void* place) {
  return reinterpret_cast<std::uintptr_t>(place) * 8 + static_cast<std::uintptr_t>(kind);
}

}  // namespace

std::optional<ProcessId> Roles::find(RoleKind kind, const void* place) const {
  const auto found = processes_.find(key_of(kind, place));
  if (found == processes_.end()) return std::nullopt;
  return found->second;
}

ProcessId Roles::add(RoleKind kind, const void* place, std::uint8_t cpu, std::string name) {
  FL_CHECK(roles_.size() < processes_at_most);
  roles_.push_back({kind, place, cpu, {}, std::move(name)});
  const auto process = static_cast<ProcessId>(roles_.size() - 1);
  processes_.emplace(key_of(kind, place), process);
  return process;
}

ObjectId Roles::object(const void* place) {
  return objects_.try_emplace(place, static_cast<ObjectId>(objects_.size())).first->second;
}

}  // namespace faultline::explore
