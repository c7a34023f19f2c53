// SPDX-License-Identifier: Apache-2.0
//
// What a step touched, for somebody who explores: an explorer must know which steps may be swapped.
// Nobody who runs in virtual time asks.
#pragma once
#include <cstdint>

#include "base/fixed_vector.hpp"

namespace faultline::sim {

// One access to something that two contexts can reach. `object` is its address, and no more: what
// lies there is not looked at. Whose value others wait for says what it was and what it became.
struct Touch {
  const void* object = nullptr;
  std::uint32_t before = 0;
  std::uint32_t after = 0;
  bool write = false;
  bool order_only = false;  // decides who runs, and not what anybody computes
};

class Touches {
 public:
  void read(const void* object) { add({.object = object}); }
  void write(const void* object) { add({.object = object, .write = true}); }
  void change(const void* object, std::uint32_t before, std::uint32_t after,
              bool order_only = false) {
    add({.object = object,
         .before = before,
         .after = after,
         .write = true,
         .order_only = order_only});
  }
  void clear() { list_.clear(); }
  [[nodiscard]] const Touch* begin() const { return list_.begin(); }
  [[nodiscard]] const Touch* end() const { return list_.end(); }

 private:
  void add(const Touch& touch) {
    for (Touch& known : list_) {
      if (known.object != touch.object) continue;
      if (touch.write && !known.write) known.before = touch.before;
      if (touch.write) known.after = touch.after;
      known.write = known.write || touch.write;
      return;
    }
    FL_CHECK(list_.push_back(touch));
  }

  base::FixedVector<Touch, 48> list_;
};

// What the step of a context is, for people.
struct Action {
  const char* verb = "";       // "lock"
  const char* name = "";       // "smmu gate"
  std::uint32_t offset = ~0u;  // of a register
  bool overtakes = false;      // does not wait for earlier stores of its context to arrive
};

}  // namespace faultline::sim
