// SPDX-License-Identifier: Apache-2.0
//
// The way to the SMMU's registers: a NoC that posts writes, keeps those of each CPU in order, and
// refuses what reaches a device without power or clock, naming who sent it. docs/bus-ordering.md.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "port/bus.hpp"
#include "sim/kernel.hpp"
#include "sim/posted_ring.hpp"
#include "sim/smmu_device.hpp"

namespace faultline::sim {

class RegisterBus final : public port::Bus {
 public:
  // Both outlive the bus. `seed` decides how long each posted write takes.
  RegisterBus(Kernel& kernel, SmmuDevice& device, std::uint64_t seed);
  RegisterBus(const RegisterBus&) = delete;
  RegisterBus& operator=(const RegisterBus&) = delete;

  std::uint32_t read32(std::uint32_t offset, const char* function) override;
  std::uint64_t read64(std::uint32_t offset, const char* function) override;
  void write32(std::uint32_t offset, std::uint32_t value, const char* function) override;
  void write64(std::uint32_t offset, std::uint64_t value, const char* function) override;

  // Explored: each thread that there is has a queue of its own, as if it were alone on its CPU.
  void explore();
  // Writes land at once, none is posted.
  void set_posted(bool posted) { posted_ = posted; }
  [[nodiscard]] std::uint64_t accesses() const { return accesses_; }
  // Accesses that reached the device while it had no power or clock.
  [[nodiscard]] std::uint64_t refused() const { return refused_; }

 private:
  struct Write {
    std::uint64_t due_ns = 0;
    std::uint64_t value = 0;
    std::uint32_t offset = 0;
    std::uint8_t size_bytes = 4;
    std::uint8_t cpu = 0;
    std::uint16_t context = 0;
    const char* function = nullptr;
  };
  // What one CPU has posted, in order. Its reads wait for it; those of others do not.
  class Queue final : public PostedRing<Write> {
   public:
    void connect(RegisterBus& bus, std::string name) {
      bus_ = &bus;
      PostedRing::connect(bus.kernel_, std::move(name));
    }

   private:
    void land(const Write& write) override { bus_->land(write); }

    RegisterBus* bus_ = nullptr;
  };

  std::uint64_t read(std::uint32_t offset, unsigned size_bytes, const char* function);
  void write(std::uint32_t offset, std::uint64_t value, std::uint8_t size_bytes,
             const char* function);
  [[nodiscard]] Queue* own_queue();
  void land(const Write& write);

  Kernel& kernel_;
  SmmuDevice& device_;
  Random random_;
  std::array<Queue, cpus_at_most> queues_;          // by CPU
  std::vector<std::unique_ptr<Queue>> of_threads_;  // by context, where it is explored
  bool posted_ = true;
  std::uint64_t accesses_ = 0;
  std::uint64_t refused_ = 0;
};

}  // namespace faultline::sim
