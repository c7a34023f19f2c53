// SPDX-License-Identifier: Apache-2.0
//
// Many ways come near to what is known.
#include "explore/estimate.hpp"

#include <gtest/gtest.h>

#include "explore/litmus/library.hpp"
#include "explore/litmus/machine.hpp"
#include "explore/search.hpp"

namespace faultline::explore {
namespace {

double share_of_known(const char* name, unsigned n, Method method) {
  litmus::Machine machine(litmus::find(name)->program, n);
  Search search(machine, method, false);
  EXPECT_TRUE(search.run({}));
  const Counts& counts = search.counts();
  return estimate(machine, method, 60'000, 20'000).executions /
         static_cast<double>(counts.complete + counts.deadlocked);
}

TEST(Estimate, IsNearWhatASearchComesTo) {
  EXPECT_NEAR(share_of_known("readers", 2, Method::naive), 1, 0.1);
  EXPECT_NEAR(share_of_known("fib", 2, Method::naive), 1, 0.1);
  EXPECT_NEAR(share_of_known("fib", 3, Method::sleep), 1, 0.2);
  EXPECT_NEAR(share_of_known("lastzero", 4, Method::optimal), 1, 0.2);
  EXPECT_NEAR(share_of_known("nwriters", 5, Method::optimal), 1, 0.1);
  EXPECT_NEAR(share_of_known("irqnest", 3, Method::optimal), 1, 0.2);
  EXPECT_NEAR(share_of_known("hungry", 3, Method::source), 1, 0.2);
}

TEST(Estimate, KeepsToItsWaysAndIsTheSameEachTime) {
  litmus::Machine machine(litmus::find("lastzero")->program, 8);
  const Estimate once = estimate(machine, Method::optimal, 60'000, 20);
  EXPECT_EQ(once.ways, 20u);
  EXPECT_EQ(estimate(machine, Method::optimal, 60'000, 20).executions, once.executions);
  EXPECT_EQ(estimate(machine, Method::optimal, 0, 20).ways, 1u);
}

}  // namespace
}  // namespace faultline::explore
