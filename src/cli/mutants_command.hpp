// SPDX-License-Identifier: Apache-2.0
//
// `faultline mutants`: whether the scenarios notice each small mistake in the driver.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace faultline::cli {

struct MutantsArguments {
  std::vector<std::string> scenarios;  // files; none: those that come with the program
  std::vector<std::string> mutants;    // parts of names; none: all of them
  std::string list;                    // a file; empty: the one that comes with the program
  double seconds = 5;
  std::uint64_t samples = 200;
  unsigned jobs = 1;
  bool names_only = false;
  bool json = false;
  bool markdown = false;
  bool no_color = false;
};

// Adds the subcommand to `app`; `arguments` lives as long as it.
CLI::App* add_mutants_command(CLI::App& app, MutantsArguments& arguments);
// The exit code.
int mutants_command(const MutantsArguments& arguments);

}  // namespace faultline::cli
