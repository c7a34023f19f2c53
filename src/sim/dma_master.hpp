// SPDX-License-Identifier: Apache-2.0
//
// A device that masters the bus behind an SMMU: it takes transfers from a queue and makes their
// accesses one after the other, waiting where the SMMU stalls it. It runs beside the CPUs.
#pragma once
#include <cstdint>

#include "base/intrusive_list.hpp"
#include "sim/smmu_device.hpp"

namespace faultline::sim {

// `count` accesses from `iova` on, `stride_bytes` apart, of 8 bytes each. Lives until it is done.
struct Transfer {
  StreamId stream{};
  Iova iova{};
  std::uint32_t count = 1;
  std::uint64_t stride_bytes = 8;
  model::Access kind{};
  std::uint64_t pattern =
      0;  // access i writes pattern + i; a read counts what differs from it, if `verify`
  bool verify = false;

  // What became of it:
  std::uint32_t done = 0;
  std::uint32_t zeroed = 0;
  std::uint32_t aborted = 0;
  std::uint32_t lost = 0;
  std::uint32_t mismatched = 0;
  bool finished = false;
  // For the master alone:
  Context* waiting = nullptr;
  Transfer* next = nullptr;
};

class DmaMaster {
 public:
  // `name` is static text or lives as long as the master.
  DmaMaster(Kernel& kernel, SmmuDevice& smmu, const char* name);
  DmaMaster(const DmaMaster&) = delete;
  DmaMaster& operator=(const DmaMaster&) = delete;

  // Any context: queues it.
  void start(Transfer& transfer);
  // Sleeps until it is done; a thread. False when `deadline_ns` (0: none) came first: the transfer
  // goes on.
  bool wait(Transfer& transfer, std::uint64_t deadline_ns = 0);
  // Gives up what is queued behind the current transfer; those count as lost.
  void drop_queue();

  [[nodiscard]] bool busy() const { return current_ || !queue_.empty(); }
  [[nodiscard]] std::uint64_t transactions() const { return transactions_; }
  [[nodiscard]] const char* name() const { return name_; }

 private:
  void touch(const void* object);
  void run();
  void make(Transfer& transfer);
  void finish(Transfer& transfer);

  Kernel& kernel_;
  SmmuDevice& smmu_;
  const char* name_;
  base::IntrusiveList<Transfer> queue_;
  Transfer* current_ = nullptr;
  Context* agent_;
  bool idle_ = false;
  std::uint64_t transactions_ = 0;
};

}  // namespace faultline::sim
