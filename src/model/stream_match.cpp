// SPDX-License-Identifier: Apache-2.0
//
// The stream mapping table.
#include "model/stream_match.hpp"

#include "model/permissions.hpp"

namespace faultline::model {
namespace {

using spec::gr0::S2CR;
using spec::gr0::sCR0;
using spec::gr0::SMR;

bool matches(const StreamEntry& entry, StreamId stream, bool extended) {
  if (extended) {
    if (!S2CR::EXIDVALID::decode(entry.S2CR)) return false;
    const unsigned different = SMR::Extended::ID::decode(entry.SMR) ^ stream.value;
    return (different & ~SMR::Extended::MASK::decode(entry.SMR)) == 0;
  }
  if (!SMR::Basic::VALID::decode(entry.SMR)) return false;
  const unsigned different = SMR::Basic::ID::decode(entry.SMR) ^ stream.value;
  return (different & ~SMR::Basic::MASK::decode(entry.SMR)) == 0;
}

// How PRIVCFG and INSTCFG change an access. A write stays a data access.
void set_override(Route& route, std::uint32_t s2cr) {
  using T = S2CR::Translation;
  const auto set = [&route](unsigned bit, bool value) {
    route.keep = static_cast<std::uint8_t>(route.keep & ~bit);
    if (value) route.force = static_cast<std::uint8_t>(route.force | bit);
  };
  const auto privilege = T::PRIVCFG::decode(s2cr);
  if (privilege == spec::gr0::PrivilegeConfig::unprivileged) set(kind_privileged, false);
  if (privilege == spec::gr0::PrivilegeConfig::privileged) set(kind_privileged, true);
  const auto instruction = T::INSTCFG::decode(s2cr);
  if (instruction == spec::gr0::InstructionConfig::data) set(kind_instruction, false);
  if (instruction == spec::gr0::InstructionConfig::instruction) set(kind_instruction, true);
}

Route route_by(const Device& device, const StreamEntry& entry) {
  Route route;
  switch (S2CR::TYPE::decode(entry.S2CR)) {
    case spec::gr0::StreamType::bypass: route.kind = Route::Kind::bypass; return route;
    case spec::gr0::StreamType::translate: break;
    default: route.kind = Route::Kind::invalid; return route;
  }
  const unsigned bank = S2CR::Translation::CBNDX::decode(entry.S2CR);
  if (bank >= device.configuration.size.banks) {
    route.kind = Route::Kind::unimplemented;
    return route;
  }
  route.kind = Route::Kind::translate;
  route.bank = BankIndex(static_cast<std::uint8_t>(bank));
  set_override(route, entry.S2CR);
  return route;
}

Route unmatched(const Device& device) {
  Route route;
  route.kind = device.global.field<sCR0::USFCFG>() ? Route::Kind::unmatched : Route::Kind::bypass;
  return route;
}

Route several_matches(const Device& device) {
  Route route;
  route.kind = device.global.field<sCR0::SMCFCFG>() ? Route::Kind::conflict : Route::Kind::bypass;
  return route;
}

}  // namespace

Route find_route(const Device& device, StreamId stream) {
  const auto groups = device.resources.streams.first(device.configuration.size.stream_groups);
  if (!device.configuration.features.stream_matching)
    return stream.value < groups.size() ? route_by(device, groups[stream.value])
                                        : unmatched(device);
  const bool extended = device.global.field<sCR0::EXIDENABLE>();
  const StreamEntry* found = nullptr;
  for (const StreamEntry& entry : groups) {
    if (!matches(entry, stream, extended)) continue;
    if (found != nullptr) return several_matches(device);
    found = &entry;
  }
  return found != nullptr ? route_by(device, *found) : unmatched(device);
}

}  // namespace faultline::model
