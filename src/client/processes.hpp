// SPDX-License-Identifier: Apache-2.0
//
// Whose fault it was: each process has tables of its own, which the GPU hangs into TTBR0, and
// writes a number of its own into CONTEXTIDR. Both are in a fault's record. IHI 0062,
// SMMU_CBn_TTBR0, SMMU_CBn_CONTEXTIDR.
#pragma once
#include <cstdint>
#include <optional>

#include "base/intrusive_list.hpp"
#include "base/text.hpp"
#include "base/types.hpp"
#include "driver/flavour/adreno_context.hpp"
#include "port/lock.hpp"

namespace faultline::client {

using ProcessName = base::Text<32>;

// One address space of a process. Its owner keeps it.
struct Process {
  std::uint32_t id = 0;  // the process
  ProcessName name{};
  PhysAddr root{};               // where its tables begin, as pgtable::Configuration says
  std::uint32_t contextidr = 0;  // what the GPU writes there for it; 0: nothing
  Process* next = nullptr;       // for Processes alone
};

// What is known of the owner; a copy, since the process may end at any time.
struct Culprit {
  std::uint32_t id = 0;
  ProcessName name{};
  // The transaction still waited when the record was read, so that the GPU had not switched tables
  // since. Otherwise a later process may have been there already.
  bool certain = false;
};

class Processes {
 public:
  Processes() = default;
  Processes(const Processes&) = delete;
  Processes& operator=(const Processes&) = delete;

  // `process` does not move or change until remove() has returned. Any context.
  void add(Process& process) FL_EXCLUDES(lock_);
  // False when it was not there. Before its tables are freed: their memory may become the tables of
  // another. Any context.
  bool remove(Process& process) FL_EXCLUDES(lock_);

  // Whose tables TTBR0 led to; where several share them, the one of that CONTEXTIDR, or else the
  // one that was added first. Nothing for an address of the upper region (bit 48, where the sign
  // of a GPU's addresses is), which is the kernel's, and for tables that are nobody's. Any context.
  [[nodiscard]] std::optional<Culprit> find(const driver::flavour::AdrenoFaultInfo& fault)
      FL_EXCLUDES(lock_);

 private:
  port::SpinLock lock_{"gpu processes"};
  base::IntrusiveList<Process> list_ FL_GUARDED_BY(lock_);
};

}  // namespace faultline::client
