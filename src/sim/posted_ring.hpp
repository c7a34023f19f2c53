// SPDX-License-Identifier: Apache-2.0
//
// What was sent and has not arrived yet, in order: register writes on their way to a device, stores
// on their way to memory.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "sim/kernel.hpp"

namespace faultline::sim {

// `Item` has due_ns, when it arrives where time counts.
template <typename Item>
class PostedRing : public EventSource {
 public:
  static constexpr std::size_t depth = 32;

  void connect(Kernel& kernel, std::string name) {
    kernel_ = &kernel;
    name_ = std::move(name);
  }
  [[nodiscard]] std::uint64_t due_ns() const override {
    return slots_[first_].full ? slots_[first_].item.due_ns : never;
  }
  void happen() override {
    Slot& slot = slots_[first_];
    first_ = (first_ + 1) % depth;
    set(slot, false);
    land(slot.item);
  }
  [[nodiscard]] const void* awaited() const override { return &slots_[first_].full; }
  [[nodiscard]] const char* name() const override { return name_.c_str(); }

  // Clear when everything has arrived; when there is room for one more.
  [[nodiscard]] const bool& last() const { return slots_[(next_ + depth - 1) % depth].full; }
  [[nodiscard]] const bool& next() const { return slots_[next_].full; }
  void post(const Item& item) {
    if (slots_[next_].full) happen();
    Slot& slot = slots_[next_];
    slot.item = item;
    slot.item.due_ns = latest_due_ns_ = std::max(latest_due_ns_, item.due_ns);
    set(slot, true);
    touch(true);
    next_ = (next_ + 1) % depth;
  }
  void land_all() {
    while (slots_[first_].full) happen();
  }
  // Contexts of one CPU share the place where it is filled.
  void touch(bool write) const {
    Touches* touches = kernel_->touches();
    if (!touches) return;
    if (write) {
      touches->write(&next_);
    } else {
      touches->read(&next_);
    }
  }
  // The one that was sent last of those that `is_it` picks; null: none is on its way.
  template <typename Predicate>
  [[nodiscard]] const Item* newest(Predicate&& is_it) const {
    for (std::size_t i = 1; i <= depth; ++i) {
      const Slot& slot = slots_[(next_ + depth - i) % depth];
      if (!slot.full) return nullptr;
      if (is_it(slot.item)) return &slot.item;
    }
    return nullptr;
  }

 protected:
  ~PostedRing() = default;

 private:
  struct Slot {
    Item item;
    bool full = false;
  };

  virtual void land(const Item& item) = 0;
  // A slot is an object of its own, so that what is posted next and what lands before may be
  // swapped: nobody sees in which order they came.
  void set(Slot& slot, bool full) const {
    if (Touches* touches = kernel_->touches()) {
      touches->change(&slot.full, slot.full ? 1 : 0, full ? 1 : 0);
    }
    slot.full = full;
  }

  Kernel* kernel_ = nullptr;
  std::string name_;
  std::array<Slot, depth> slots_{};
  std::size_t first_ = 0;  // lands next
  std::size_t next_ = 0;   // is filled next
  std::uint64_t latest_due_ns_ = 0;
};

}  // namespace faultline::sim
