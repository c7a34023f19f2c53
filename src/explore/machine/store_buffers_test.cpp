// SPDX-License-Identifier: Apache-2.0
//
// Store buffering: two threads store a word each and load the other's. Both find nothing only where
// stores arrive later and no barrier waits for them.
#include "sim/store_buffers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <utility>

#include "explore/machine/machine_system.hpp"
#include "explore/search.hpp"
#include "port/barrier.hpp"
#include "port/entry.hpp"
#include "sim/scheduler.hpp"

namespace faultline::explore {
namespace {

using Outcome = std::pair<std::uint64_t, std::uint64_t>;

enum class Stores { at_once, later, later_without_barriers };

class TwoThreads final : private Surroundings {
 public:
  explicit TwoThreads(Stores stores) : arena_(std::size_t{1} << 26) {
    {
      const Arena::Open open(arena_);
      kernel_ = new sim::Kernel(2, scheduler_, sim::Costs{});
      controller_ = new sim::InterruptController(*kernel_);
      threads_ =
          new std::array<Thread, 2>{Thread{&words_[0], &words_[1]}, Thread{&words_[1], &words_[0]}};
      std::uint8_t cpu = 0;
      for (Thread& thread : *threads_) {
        kernel_->spawn(sim::ContextKind::thread, "thread", cpu++, {}, {&Thread::run, &thread});
      }
      kernel_->explore(touches_, false);
      if (stores != Stores::at_once) {
        kernel_->explore_stores(*new sim::StoreBuffers(*kernel_), stores == Stores::later);
      }
    }
    system_.emplace(MachineSystem::Parts{.arena = arena_,
                                         .kernel = *kernel_,
                                         .controller = *controller_,
                                         .touches = touches_,
                                         .surroundings = *this});
  }

  std::set<Outcome> outcomes() {
    Search search(*system_, Method::optimal, false);
    EXPECT_TRUE(search.run({}));
    EXPECT_EQ(search.counts().deadlocked, 0u);
    EXPECT_EQ(search.counts().sleep_blocked, 0u);
    return outcomes_;
  }

 private:
  struct Thread {
    std::uint64_t* mine;
    const std::uint64_t* other;
    std::uint64_t own = 0;
    std::uint64_t seen = 0;

    static void run(void* object) {
      Thread& self = *static_cast<Thread*>(object);
      port::store_entry(*self.mine, std::uint64_t{1});
      port::full_barrier();
      self.seen = port::load_entry(*self.other);
      self.own = port::load_entry(*self.mine);
    }
  };

  bool conclude(bool) override {
    const Arena::Closed closed;
    for (const Thread& thread : *threads_) EXPECT_EQ(thread.own, 1u);
    EXPECT_EQ(words_[0] + words_[1], 2u);  // all has arrived in the end
    outcomes_.emplace((*threads_)[0].seen, (*threads_)[1].seen);
    return true;
  }
  void list(std::vector<Arena::Region>& regions) override {
    regions.push_back({words_.data(), sizeof words_});
    for (const auto& context : kernel_->contexts()) {
      const auto [lowest, bytes] = context->fiber.in_use();
      regions.push_back({lowest, bytes, sim::StackPool::stack_bytes - bytes});
    }
  }

  Arena arena_;
  sim::TimedScheduler scheduler_{1};
  sim::Touches touches_;
  std::array<std::uint64_t, 2> words_{};
  sim::Kernel* kernel_ = nullptr;
  sim::InterruptController* controller_ = nullptr;
  std::array<Thread, 2>* threads_ = nullptr;
  std::optional<MachineSystem> system_;
  std::set<Outcome> outcomes_;
};

TEST(StoreBuffers, AreNotThereWhereStoresAreAtOnce) {
  const auto outcomes = TwoThreads(Stores::at_once).outcomes();
  EXPECT_EQ(outcomes, (std::set<Outcome>{{0, 1}, {1, 0}, {1, 1}}));
}

TEST(StoreBuffers, AreWaitedForByAFullBarrier) {
  const auto outcomes = TwoThreads(Stores::later).outcomes();
  EXPECT_EQ(outcomes, (std::set<Outcome>{{0, 1}, {1, 0}, {1, 1}}));
}

TEST(StoreBuffers, LetBothThreadsFindNothingWithoutABarrier) {
  const auto outcomes = TwoThreads(Stores::later_without_barriers).outcomes();
  EXPECT_EQ(outcomes, (std::set<Outcome>{{0, 0}, {0, 1}, {1, 0}, {1, 1}}));
}

}  // namespace
}  // namespace faultline::explore
