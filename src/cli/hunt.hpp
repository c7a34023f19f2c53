// SPDX-License-Identifier: Apache-2.0
//
// Searches a subject, by whatever strategy, for executions that fail.
#pragma once
#include <optional>

#include "cli/subject.hpp"
#include "explore/shrink.hpp"
#include "explore/twice.hpp"
#include "report/search.hpp"

namespace faultline::cli {

struct HuntOptions {
  std::string strategy = "optimal";
  std::uint64_t executions = 0;  // 0: no limit, or for what is random, 1000
  double seconds = 0;            // of the wall clock; 0: no limit
  std::optional<std::uint64_t> seed;
  std::optional<unsigned> depth;
  std::optional<std::size_t> preemptions;
  bool twice = false;
  bool to_the_end = false;  // goes on after a finding, for the first of each property
};

// The first execution that shows a property violated, and what shrinking made of it.
struct Caught {
  Mishap mishap;
  explore::Schedule schedule;
  explore::Length before, after;
};

struct Hunted {
  report::SearchRun run;  // without violations
  std::vector<Caught> caught;
  std::optional<explore::Difference> difference;  // found by `twice`
};

// SIGINT ends it with what is known so far.
[[nodiscard]] Hunted hunt(Subject& subject, const HuntOptions& options);
// Makes it shorter, in about so many runs at most; false: the schedule does not show it a second
// time, and is as it was.
bool shrink(Subject& subject, Caught& caught, std::uint64_t runs_at_most = 3000);
// For a reader.
[[nodiscard]] report::Found told(const Caught& caught);

}  // namespace faultline::cli
