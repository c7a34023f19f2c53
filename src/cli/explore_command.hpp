// SPDX-License-Identifier: Apache-2.0
//
// `faultline explore`: every interleaving of a program.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "cli/explore_parallel.hpp"

namespace CLI {
class App;
}

namespace faultline::cli {

struct ExploreArguments {
  std::string scenario;  // a file
  std::string policy = "gate";
  std::string litmus;
  std::uint32_t n = 3;
  std::string strategy = "optimal";
  std::uint64_t executions = 0;  // 0: no limit, or for what is random, 1000
  double seconds = 0;            // 0: no limit
  std::optional<std::uint64_t> seed;
  std::optional<unsigned> depth;
  std::optional<std::size_t> preemptions;
  bool twice = false;
  ParallelArguments parallel;
  std::string save;  // the first finding goes to this file
  bool json = false;
  bool no_color = false;
};

// Adds the subcommand to `app`; `arguments` lives as long as it.
CLI::App* add_explore_command(CLI::App& app, ExploreArguments& arguments);
// The exit code.
int explore_command(const ExploreArguments& arguments);

}  // namespace faultline::cli
