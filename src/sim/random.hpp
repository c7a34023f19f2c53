// SPDX-License-Identifier: Apache-2.0
//
// Pseudo-random numbers that are the same on every machine for the same seed (the splitmix64
// generator, S. Vigna, 2015).
#pragma once
#include <cstdint>

namespace faultline::sim {

class Random {
 public:
  explicit constexpr Random(std::uint64_t seed) : state_(seed) {}

  constexpr std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15u;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
    return mixed ^ (mixed >> 31);
  }
  // Uniform in [0, bound); `bound` is not zero.
  constexpr std::uint64_t below(std::uint64_t bound) { return next() % bound; }
  // True once in `of` times.
  constexpr bool one_in(std::uint64_t of) { return below(of) == 0; }

 private:
  std::uint64_t state_;
};

}  // namespace faultline::sim
