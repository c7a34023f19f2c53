// SPDX-License-Identifier: Apache-2.0
//
// What a machine may refuse, refused when a test says so: page memory, supplies, threads, and the
// TLB's answer that a synchronisation is over. Each stands between the driver and the simulated
// machine and otherwise hands everything on.
#pragma once
#include <cstdint>
#include <optional>

#include "port/bus.hpp"
#include "port/executor.hpp"
#include "port/page_memory.hpp"
#include "port/supply.hpp"
#include "sim/memory.hpp"
#include "spec/cb.hpp"
#include "spec/gr0.hpp"
#include "spec/layout.hpp"

namespace faultline::driver::testing {

// One kind of request, of which the n-th fails.
class Mishap {
 public:
  // From here on, the request after the next `count` fails: once, or with all that come after it.
  void plan(unsigned count, bool lasting) {
    left_ = count;
    lasting_ = lasting;
    struck_ = false;
  }
  void heal() { left_.reset(); }
  // Whether a request has failed since it was planned.
  [[nodiscard]] bool struck() const { return struck_; }

  // For those who refuse: whether this one fails.
  bool happens() {
    if (!left_) return false;
    if (*left_ > 0) {
      --*left_;
      return false;
    }
    struck_ = true;
    if (!lasting_) left_.reset();
    return true;
  }

 private:
  std::optional<unsigned> left_;
  bool lasting_ = false;
  bool struck_ = false;
};

class FailingMemory final : public port::PageMemory {
 public:
  explicit FailingMemory(sim::Memory& memory)
      : PageMemory(reinterpret_cast<std::uintptr_t>(memory.pointer(PhysAddr(0)))),
        memory_(memory) {}
  std::optional<PhysAddr> allocate(std::size_t size_bytes) override {
    if (mishap.happens()) return std::nullopt;
    return memory_.allocate(size_bytes);
  }
  void release(PhysAddr block, std::size_t size_bytes) override {
    memory_.release(block, size_bytes);
  }
  void clean(PhysAddr block, std::size_t size_bytes) override { memory_.clean(block, size_bytes); }

  Mishap mishap;

 private:
  sim::Memory& memory_;
};

class FailingSupply final : public port::Supply {
 public:
  explicit FailingSupply(port::Supply& supply) : supply_(supply) {}
  Result<void, port::SupplyError> enable() override {
    if (mishap.happens()) return base::error(port::SupplyError::refused);
    return supply_.enable();
  }
  void disable() override { supply_.disable(); }

  Mishap mishap;

 private:
  port::Supply& supply_;
};

class FailingExecutor final : public port::Executor {
 public:
  explicit FailingExecutor(port::Executor& executor) : executor_(executor) {}
  void arm(port::Timer& timer, std::uint64_t at_ns) override { executor_.arm(timer, at_ns); }
  bool cancel(port::Timer& timer) override { return executor_.cancel(timer); }
  bool cancel_and_wait(port::Timer& timer) override { return executor_.cancel_and_wait(timer); }
  bool queue(port::Work& work) override { return executor_.queue(work); }
  bool cancel(port::Work& work) override { return executor_.cancel(work); }
  bool cancel_and_wait(port::Work& work) override { return executor_.cancel_and_wait(work); }
  void flush(port::Work& work) override { executor_.flush(work); }
  Result<void, port::ThreadError> start(port::Thread& thread) override {
    if (mishap.happens()) return base::error(port::ThreadError::exhausted);
    return executor_.start(thread);
  }
  void join(port::Thread& thread) override { executor_.join(thread); }

  Mishap mishap;

 private:
  port::Executor& executor_;
};

// A synchronisation that fails is one whose status says "active" until the next one of the same
// place is asked for.
class FailingBus final : public port::Bus {
 public:
  explicit FailingBus(port::Bus& bus) : bus_(bus) {}
  // Before that no synchronisation of a bank is recognised.
  void set_pages(const spec::PageLayout& pages) { pages_ = pages; }

  std::uint32_t read32(std::uint32_t offset, const char* function) override {
    const std::uint32_t value = bus_.read32(offset, function);
    return offset == stuck_ ? value | active : value;
  }
  std::uint64_t read64(std::uint32_t offset, const char* function) override {
    return bus_.read64(offset, function);
  }
  void write32(std::uint32_t offset, std::uint32_t value, const char* function) override {
    if (const auto status = status_of_sync(offset)) {
      if (stuck_ == status) stuck_.reset();
      if (mishap.happens()) stuck_ = status;
    }
    bus_.write32(offset, value, function);
  }
  void write64(std::uint32_t offset, std::uint64_t value, const char* function) override {
    bus_.write64(offset, value, function);
  }

  Mishap mishap;

 private:
  static constexpr std::uint32_t active = 1;  // GSACTIVE, SACTIVE

  // The status register that goes with a synchronisation register; nothing for any other.
  [[nodiscard]] std::optional<std::uint32_t> status_of_sync(std::uint32_t offset) const {
    // GR0 lies at the same place in every geometry.
    if (offset == spec::gr0::sTLBGSYNC::offset()) return spec::gr0::sTLBGSTATUS::offset();
    if (!pages_) return std::nullopt;
    const auto place = pages_->place_of(offset);
    if (!place || place->page != spec::Place::Page::cb) return std::nullopt;
    if (place->offset != spec::cb::TLBSYNC::offset()) return std::nullopt;
    return pages_->offset_of<spec::cb::TLBSTATUS>(place->bank);
  }

  port::Bus& bus_;
  std::optional<spec::PageLayout> pages_;
  std::optional<std::uint32_t> stuck_;
};

}  // namespace faultline::driver::testing
