// SPDX-License-Identifier: Apache-2.0
//
// `faultline run`: a board, a scenario, a log and a verdict.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace faultline::cli {

struct RunArguments {
  std::string board = "snapdragon";
  std::string dtb;
  std::string smmu;
  std::string scenario;
  std::optional<std::uint32_t> banks;
  std::optional<std::uint32_t> stream_groups;
  std::string policy = "gate";
  std::uint64_t seed = 1;
  bool json = false;
  bool no_color = false;
  bool quiet = false;
  bool verbose = false;
};

// Adds the subcommand to `app`; `arguments` lives as long as it.
CLI::App* add_run_command(CLI::App& app, RunArguments& arguments);
// The exit code.
int run_command(const RunArguments& arguments);

}  // namespace faultline::cli
