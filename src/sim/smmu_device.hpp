// SPDX-License-Identifier: Apache-2.0
//
// A virtual SMMU in its machine: the model, wired to memory, interrupt lines, supplies, virtual
// time and the masters that wait in it.
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "model/smmu.hpp"
#include "sim/interrupt_controller.hpp"
#include "sim/memory.hpp"
#include "sim/register_parts.hpp"
#include "sim/supply.hpp"

namespace faultline::sim {

// Which line of the controller the device's outputs drive. Several outputs may share one: it is
// high while any of them is.
struct SmmuLines {
  std::vector<LineNumber> context;  // by bank; missing or line 0: not connected
  LineNumber global{};
  LineNumber global_configuration{};
};

class SmmuDevice final : private model::Environment, private SupplyObserver, private EventSource {
 public:
  // Everything outlives the device. It is off until both supplies are on: the clocks gate it, the
  // domain takes its state away. A null `domain` is always on.
  SmmuDevice(Kernel& kernel, const model::Configuration& configuration, Memory& memory,
             InterruptController& controller, SmmuLines lines, Supply& clocks, Supply* domain);
  ~SmmuDevice();
  SmmuDevice(const SmmuDevice&) = delete;
  SmmuDevice& operator=(const SmmuDevice&) = delete;

  [[nodiscard]] model::Smmu& model() { return *model_; }
  [[nodiscard]] Memory& memory() { return memory_; }
  [[nodiscard]] std::uint32_t number() const { return number_; }
  // What register accesses touch.
  void touch_read(std::uint32_t offset);
  void touch_write(std::uint32_t offset);

  // One transaction by a master, from an agent or a thread: translated, made in memory, and waited
  // for if it stalls. A read returns its data in `data`, a write takes it from there.
  enum class Result : std::uint8_t {
    done,     // reached memory
    zeroed,   // faulted quietly: reads as zero, writes vanish
    aborted,  // faulted, or outside of memory: a bus error
    lost,     // the device lost power while it waited, or had none
  };
  struct Access {
    StreamId stream{};
    Iova iova{};
    model::Access kind{};
  };
  Result access(const Access& access, std::uint64_t& data);

 private:
  struct Waiter {
    model::StallId stall{};
    Context* context = nullptr;
    model::Resolution resolution{};
    bool resolved = false;
    bool aborted = false;
    Waiter* next = nullptr;
  };

  std::optional<std::uint64_t> read64(PhysAddr address) override { return memory_.read64(address); }
  void set_line(model::Line line, bool high) override;
  void stall_resolved(model::StallId stall, model::Resolution resolution, bool aborted) override;
  std::uint64_t now_ns() override { return kernel_.now_ns(); }
  void supply_changed() override;
  [[nodiscard]] std::uint64_t due_ns() const override;
  void happen() override { model_->tick(); }

  void touch_transaction(const Access& access, const model::Outcome& outcome);
  model::Resolution wait_for(model::StallId stall, bool& aborted);
  Result reach_memory(const model::Outcome& outcome, const Access& access, std::uint64_t& data);
  [[nodiscard]] LineNumber line_of(model::Line line) const;

  Kernel& kernel_;
  Memory& memory_;
  InterruptController& controller_;
  SmmuLines lines_;
  RegisterParts register_parts_;
  Supply& clocks_;
  Supply* domain_;
  std::uint32_t number_;
  std::vector<std::pair<LineNumber, unsigned>> drivers_;  // how many outputs drive each line
  Waiter* waiting_ = nullptr;
  struct Parts;
  template <model::Capacity capacity>
  struct PartsOf;
  static std::unique_ptr<Parts> make_parts(const model::Configuration& configuration);
  std::unique_ptr<Parts> parts_;
  std::unique_ptr<model::Smmu> model_;
};

}  // namespace faultline::sim
