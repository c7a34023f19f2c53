// SPDX-License-Identifier: Apache-2.0
//
// A search by many comes to what a search by one comes to, in whatever order they come back, if
// some of them vanish, and if it is saved and gone on with.
#include "explore/parallel/forest.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "explore/litmus/library.hpp"
#include "explore/litmus/machine.hpp"
#include "explore/litmus/random_program.hpp"
#include "explore/parallel/checkpoint_file.hpp"
#include "explore/parallel/messages.hpp"
#include "explore/search.hpp"
#include "sim/random.hpp"

namespace faultline::explore {
namespace {

constexpr std::uint64_t executions_at_most = 3'000;

std::uint64_t wanted() {
  const char* count = std::getenv("FAULTLINE_RANDOM_PROGRAMS");
  return count ? std::strtoull(count, nullptr, 10) : 2000;
}

// Workers who are all in this process, and come back as chance will have it.
class Chance {
 public:
  Chance(System& system, Method method, std::uint64_t seed)
      : system_(system),
        method_(method),
        random_(seed),
        forest_(std::make_unique<Forest>(system, method)) {}

  void run() {
    while (!forest_->finished()) {
      hand_out();
      ASSERT_FALSE(handed_.empty()) << "nobody has anything, and it is not finished";
      come_back(random_.below(handed_.size()));
      if (random_.below(10) == 0) begin_anew();
    }
    EXPECT_EQ(forest_->handed(), 0u);
    EXPECT_EQ(forest_->ready(), 0u);
  }

  [[nodiscard]] const Forest& forest() const { return *forest_; }
  std::size_t together = 0;  // at most at one time

 private:
  void hand_out() {
    for (std::uint64_t free = random_.below(5); free > 0 || handed_.empty(); free -= free > 0) {
      auto handed = forest_->hand();
      if (!handed) return;
      handed_.push_back(std::move(*handed));
      together = std::max(together, handed_.size());
    }
  }

  // As if all had been killed, the master too.
  void begin_anew() {
    Checkpoint checkpoint{.build = {},
                          .scenario = {},
                          .method = method_,
                          .counts = forest_->counts(),
                          .deadlock = {},
                          .classes = {forest_->classes().begin(), forest_->classes().end()},
                          .arms = forest_->save()};
    auto read = parse_checkpoint(text(checkpoint), "x");
    ASSERT_TRUE(read) << read.error().text();
    ASSERT_EQ(text(*read), text(checkpoint));
    handed_.clear();
    forest_ = std::make_unique<Forest>(system_, method_, std::move(read->arms), read->counts,
                                       std::move(read->classes));
  }

  void come_back(std::size_t which) {
    const Forest::Handed handed = std::move(handed_[which]);
    handed_.erase(handed_.begin() + static_cast<std::ptrdiff_t>(which));
    if (random_.below(8) == 0) return static_cast<void>(forest_->take_back(handed.ticket));
    Order order{handed.task, 0, 0};
    auto heard = parse_order(text(order));
    ASSERT_TRUE(heard) << heard.error();
    Search search(system_, method_, true);
    auto said = search.run(heard->task, {.executions = 1 + random_.below(4)});
    ASSERT_TRUE(said);
    auto slice = parse_slice(text(*said), handed.task.strand);
    ASSERT_TRUE(slice) << slice.error();
    forest_->accept(handed.ticket, std::move(*slice), random_.below(8));
  }

  System& system_;
  const Method method_;
  sim::Random random_;
  std::unique_ptr<Forest> forest_;
  std::vector<Forest::Handed> handed_;
};

// Whether it was small enough.
bool compare(System& system, Method method, std::uint64_t seed, std::size_t& together) {
  Search search(system, method, true);
  if (!search.run({.executions = executions_at_most})) return false;
  SCOPED_TRACE(name_of(method));
  Chance chance(system, method, seed);
  chance.run();
  if (testing::Test::HasFatalFailure()) return false;
  const Counts& one = search.counts();
  const Counts& many = chance.forest().counts();
  EXPECT_EQ(many.complete, one.complete);
  EXPECT_EQ(many.deadlocked, one.deadlocked);
  EXPECT_EQ(many.sleep_blocked, one.sleep_blocked);
  EXPECT_EQ(many.longest, one.longest);
  if (method != Method::optimal) EXPECT_EQ(many.steps, one.steps);
  EXPECT_EQ(many.classes, one.classes);
  EXPECT_EQ(chance.forest().classes(), search.classes());
  together = std::max(together, chance.together);
  return true;
}

constexpr Method methods[] = {Method::naive, Method::sleep, Method::source, Method::optimal};

TEST(Forest, AgreesWithOneOnRandomPrograms) {
  std::uint64_t compared = 0;
  std::size_t together = 0;
  for (std::uint64_t seed = 1; seed <= wanted(); ++seed) {
    const auto random = litmus::RandomProgram::from(seed);
    SCOPED_TRACE("program " + std::to_string(seed) + "\n" + random.text());
    litmus::Machine machine(random.program(), 0);
    for (const Method method : methods) compared += compare(machine, method, seed, together);
    if (HasFailure()) return;
  }
  std::printf("  %llu searches, at most %zu at a time\n", static_cast<unsigned long long>(compared),
              together);
  EXPECT_GT(compared, 2 * wanted());
  EXPECT_GT(together, 4u);
}

struct Known {
  const char* name;
  unsigned n;
};

TEST(Forest, AgreesWithOneOnTheLibrary) {
  std::size_t together = 0;
  for (const Known& known : {Known{"readers", 4},
                             {"nwriters", 5},
                             {"mutex", 4},
                             {"binc", 3},
                             {"lastzero", 6},
                             {"indexer", 12},
                             {"sb", 5},
                             {"fib", 3},
                             {"philosophers", 4},
                             {"hungry", 4},
                             {"ticket", 4},
                             {"irq2", 6},
                             {"thr2", 4},
                             {"irqmask", 4},
                             {"irqnest", 4}}) {
    litmus::Machine machine(litmus::find(known.name)->program, known.n);
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
      SCOPED_TRACE(std::string(known.name) + " " + std::to_string(seed));
      for (const Method method : methods) compare(machine, method, seed, together);
      if (HasFailure()) return;
    }
  }
  EXPECT_GT(together, 4u);
}

}  // namespace
}  // namespace faultline::explore
