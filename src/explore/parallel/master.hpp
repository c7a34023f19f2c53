// SPDX-License-Identifier: Apache-2.0
//
// Keeps a crew busy with a forest until there is nothing left. Whoever dies has done nothing.
#pragma once
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "explore/parallel/crew.hpp"
#include "explore/parallel/forest.hpp"

namespace faultline::explore {

struct MasterOptions {
  std::uint64_t executions = std::numeric_limits<std::uint64_t>::max();  // of the forest, in all
  unsigned slice_milliseconds = 200;  // fewer where somebody has nothing to do
  // Called often; false ends the search, when those who are at work have come back.
  std::function<bool()> go_on{};
};

class Master {
 public:
  // Both outlive it.
  Master(Crew& crew, Forest& forest, MasterOptions options);

  // True: nothing was left out. False: by a limit, by go_on, or for trouble().
  bool run();

  // What went wrong; empty: nothing.
  [[nodiscard]] const std::string& trouble() const { return trouble_; }
  // The way to the first deadlock that came in; empty: none.
  [[nodiscard]] const std::vector<ProcessId>& deadlock() const { return deadlock_; }
  // How many workers died.
  [[nodiscard]] std::uint64_t died() const { return died_; }

 private:
  struct Busy {
    Forest::Ticket ticket = 0;  // 0: it is not
    Strand strand;              // without its places
    std::uint64_t executions = 0;
  };

  void hand_out();
  void take(const Crew::Report& report);
  void merge(Busy& busy, const std::string& text);
  [[nodiscard]] std::uint64_t left_of_limit() const;

  Crew& crew_;
  Forest& forest_;
  MasterOptions options_;
  std::vector<Busy> busy_;
  std::string trouble_;
  std::vector<ProcessId> deadlock_;
  std::uint64_t died_ = 0;
};

}  // namespace faultline::explore
