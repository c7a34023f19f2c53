// SPDX-License-Identifier: Apache-2.0
//
// Stores that others see later: each thread that is explored keeps what it stores into page tables
// for itself until it arrives in memory, in order, at any time. It reads its own stores at once.
// Everything else that it does, but for reading, waits until they have arrived (Action::overtakes).
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "sim/posted_ring.hpp"

namespace faultline::sim {

class StoreBuffers {
 public:
  // One for each thread that there is; others store at once.
  explicit StoreBuffers(Kernel& kernel);

  // By whoever runs. False: it has no buffer, and nothing has happened.
  bool store(void* place, std::uint64_t value, unsigned size_bytes);
  // What whoever runs has stored there and nobody else sees yet.
  [[nodiscard]] std::optional<std::uint64_t> own(const void* place) const;
  // Whoever runs goes on when all its stores have arrived.
  void settle();

 private:
  struct Store {
    std::uint64_t due_ns = 0;
    void* place = nullptr;
    std::uint64_t value = 0;
    unsigned size_bytes = 0;
  };
  class Buffer final : public PostedRing<Store> {
   public:
    explicit Buffer(Kernel& kernel) : kernel_(kernel) {}

   private:
    void land(const Store& store) override;

    Kernel& kernel_;
  };
  [[nodiscard]] Buffer* of_running() const;

  Kernel& kernel_;
  std::vector<std::unique_ptr<Buffer>> buffers_;  // by context; null: it has none
};

}  // namespace faultline::sim
