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

bool Roles::known(RoleKind kind, const void* place) const {
  return processes_.contains(key_of(kind, place));
}

ProcessId Roles::of(RoleKind kind, const void* place, std::uint8_t cpu, const char* name) {
  const std::uintptr_t key = key_of(kind, place);
  const auto found = processes_.find(key);
  if (found != processes_.end()) return found->second;
  FL_CHECK(roles_.size() < processes_at_most);
  std::string unique = name;
  for (unsigned again = 2;; ++again) {
    bool taken = false;
    for (const Role& other : roles_) taken = taken || other.name == unique;
    if (!taken) break;
    unique = std::string(name) + " " + std::to_string(again);
  }
  roles_.push_back({kind, place, cpu, {}, unique});
  const auto process = static_cast<ProcessId>(roles_.size() - 1);
  processes_.emplace(key, process);
  return process;
}

ObjectId Roles::object(const void* place) {
  return objects_.try_emplace(place, static_cast<ObjectId>(objects_.size())).first->second;
}

}  // namespace faultline::explore
