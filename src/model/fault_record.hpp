// SPDX-License-Identifier: Apache-2.0
//
// Context faults: what a bank records of the first, what is left of the next ones, and what becomes
// of the transaction. IHI 0062, chapter on fault handling; SMMU_CBn_FSR, FAR, FSYNR0, IPAFAR;
// SMMU_CBFRSYNRAn.
#pragma once
#include "model/device.hpp"
#include "model/walk.hpp"
#include "spec/syndrome.hpp"

namespace faultline::model {

// A transaction on its way through a bank.
struct Passage {
  BankIndex bank{};         // that the stream was mapped to
  BankIndex second_bank{};  // of a nested context
  bool nested = false;
  unsigned kind = 0;  // permissions.hpp, after S2CR's override
  StreamId stream{};
  Iova iova{};                // as the master emitted it
  std::uint64_t address = 0;  // the input address: extended, without an ignored top byte
  Access access{};            // as the master emitted it
};

// True while the bank has a fault, a lost fault, or a stalled transaction that software has not
// dealt with.
[[nodiscard]] inline bool is_outstanding(const Bank& bank) {
  return (bank.registers.raw<spec::cb::FSR>() & spec::context_pending_bits) != 0;
}

// Whether faulting transactions of the bank stall, as its registers are now.
[[nodiscard]] bool stalls(const Device& device, const Bank& bank);

// Records `failure`, and stalls, holds or ends the transaction.
[[nodiscard]] Outcome raise_fault(Device& device, const Passage& passage, const Failure& failure);

// After FSR was changed other than by a fault: SS accounted for, line, transactions held behind it.
void fault_status_written(Device& device, BankIndex index, std::uint32_t before);

}  // namespace faultline::model
