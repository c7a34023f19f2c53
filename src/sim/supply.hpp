// SPDX-License-Identifier: Apache-2.0
//
// A named supply of the machine, a clock or a power domain, with its users counted. Turning it on
// takes time and may be refused.
#pragma once
#include <cstdint>

#include "port/supply.hpp"
#include "sim/kernel.hpp"

namespace faultline::sim {

// Is told when a supply goes on or off, before anybody else runs.
class SupplyObserver {
 public:
  virtual void supply_changed() = 0;

 protected:
  ~SupplyObserver() = default;
};

class Supply final : public port::Supply {
 public:
  // `name` lives as long as the supply. It starts off.
  Supply(Kernel& kernel, const char* name, std::uint32_t number)
      : kernel_(kernel), name_(name), number_(number) {}
  Supply(const Supply&) = delete;
  Supply& operator=(const Supply&) = delete;

  [[nodiscard]] Result<void, port::SupplyError> enable() override;
  void disable() override;

  void set_observer(SupplyObserver& observer) { observer_ = &observer; }
  [[nodiscard]] bool on() const { return users_ > 0; }
  [[nodiscard]] unsigned users() const { return users_; }
  [[nodiscard]] const char* name() const { return name_; }
  // Every enable after the next `count` is refused, until it is called again; negative: none is.
  void refuse_after(int count) { enables_left_ = count; }

 private:
  void changed();

  Kernel& kernel_;
  const char* name_;
  std::uint32_t number_;
  SupplyObserver* observer_ = nullptr;
  unsigned users_ = 0;
  int enables_left_ = -1;
};

}  // namespace faultline::sim
