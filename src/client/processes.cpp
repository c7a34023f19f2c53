// SPDX-License-Identifier: Apache-2.0
//
// A list, searched under a lock: processes are few, and faults are rare.
#include "client/processes.hpp"

#include "reg/value.hpp"
#include "spec/cb/fault.hpp"

namespace faultline::client {
namespace {

constexpr std::uint64_t upper_region = std::uint64_t{1} << 48;
constexpr std::uint64_t address_mask = (std::uint64_t{1} << 48) - 1;  // above is the ASID

}  // namespace

void Processes::add(Process& process) {
  port::Hold hold(lock_);
  list_.push_back(process);
}

bool Processes::remove(Process& process) {
  port::Hold hold(lock_);
  return list_.remove(process);
}

std::optional<Culprit> Processes::find(const driver::flavour::AdrenoFaultInfo& fault) {
  if ((fault.far & upper_region) != 0) return std::nullopt;
  const PhysAddr root(fault.ttbr0 & address_mask);
  const Process* best = nullptr;
  port::Hold hold(lock_);
  for (const Process& process : list_) {
    if (process.root != root) continue;
    const bool exact = process.contextidr == fault.contextidr;
    if (!best || exact) best = &process;
    if (exact) break;
  }
  if (!best) return std::nullopt;
  const bool stalled = reg::Value<spec::cb::FSR>(fault.fsr).get<spec::cb::FSR::SS>();
  return Culprit{.id = best->id, .name = best->name, .certain = stalled};
}

}  // namespace faultline::client
