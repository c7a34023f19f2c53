// SPDX-License-Identifier: Apache-2.0
//
// What a fiber keeps while others run.
#include "sim/fiber.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <vector>

// Of the address sanitizer; null in a program without it.
extern "C" [[gnu::weak]] void __asan_poison_memory_region(const volatile void*, std::size_t);
extern "C" [[gnu::weak]] int __asan_address_is_poisoned(const volatile void*);

namespace faultline::sim {
namespace {

struct Tale {
  Fiber* fiber = nullptr;
  std::uint64_t seed = 0;
  std::vector<std::uint64_t> told;
  double sum = 0;
};

// Keeps more in registers than a jump may lose, of both kinds.
void tell(void* object) {
  Tale& tale = *static_cast<Tale*>(object);
  std::array<std::uint64_t, 12> whole{};
  std::array<double, 12> broken{};
  for (std::size_t i = 0; i < whole.size(); ++i) {
    whole[i] = tale.seed + i;
    broken[i] = static_cast<double>(tale.seed) / static_cast<double>(i + 1);
  }
  for (unsigned round = 0; round < 3; ++round) {
    for (std::size_t i = 0; i < whole.size(); ++i) {
      whole[i] = whole[i] * 3 + whole[(i + 1) % whole.size()];
      broken[i] += broken[(i + 1) % broken.size()];
    }
    tale.told.push_back(whole[round]);
    tale.sum += broken[round];
    tale.fiber->suspend();
  }
}

Tale alone(StackPool& pool, std::uint64_t seed) {
  Fiber fiber(pool);
  Tale tale{.fiber = &fiber, .seed = seed, .told = {}};
  fiber.start(&tell, &tale);
  while (!fiber.finished()) fiber.resume();
  return tale;
}

TEST(Fiber, KeepsItsOwnWhileAnotherRuns) {
  StackPool pool;
  Fiber one(pool);
  Fiber other(pool);
  Tale first{.fiber = &one, .seed = 11, .told = {}};
  Tale second{.fiber = &other, .seed = 23, .told = {}};
  one.start(&tell, &first);
  other.start(&tell, &second);
  while (!one.finished()) {
    one.resume();
    other.resume();
  }
  EXPECT_TRUE(other.finished());
  EXPECT_EQ(first.told, alone(pool, 11).told);
  EXPECT_EQ(first.sum, alone(pool, 11).sum);
  EXPECT_EQ(second.told, alone(pool, 23).told);
  EXPECT_EQ(second.sum, alone(pool, 23).sum);
}

TEST(Fiber, StartsAgainWhereverItWasLeft) {
  StackPool pool;
  Fiber fiber(pool);
  for (unsigned resumes = 0; resumes < 5; ++resumes) {
    Tale tale{.fiber = &fiber, .seed = 5, .told = {}};
    fiber.start(&tell, &tale);
    for (unsigned i = 0; i < resumes && !fiber.finished(); ++i) fiber.resume();
    EXPECT_EQ(tale.told.size(), std::min(resumes, 3u));
  }
}

// What is guarded in a frame that was left in the middle lies where other frames will be.
TEST(Fiber, IsNotGuardedAgainstFramesThatItForgot) {
  if (!__asan_poison_memory_region) return;  // nothing is guarded
  StackPool pool;
  void* top = pool.take();
  pool.give_back(top);  // to the fiber
  const char* somewhere = static_cast<char*>(top) - 1000;
  Fiber fiber(pool);
  Tale tale{.fiber = &fiber, .seed = 1, .told = {}};
  fiber.start(&tell, &tale);
  __asan_poison_memory_region(somewhere, 8);
  EXPECT_TRUE(__asan_address_is_poisoned(somewhere));
  fiber.start(&tell, &tale);
  EXPECT_FALSE(__asan_address_is_poisoned(somewhere));
}

TEST(Fiber, HasAnAlignedStack) {
  StackPool pool;
  Fiber fiber(pool);
  bool aligned = false;
  fiber.start(
      [](void* object) {
        alignas(16) volatile char place[16] = {};
        *static_cast<bool*>(object) = reinterpret_cast<std::uintptr_t>(&place) % 16 == 0;
      },
      &aligned);
  fiber.resume();
  EXPECT_TRUE(aligned);
}

}  // namespace
}  // namespace faultline::sim
