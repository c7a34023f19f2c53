// SPDX-License-Identifier: Apache-2.0
//
// `faultline replay`: a saved schedule once more, each step checked.
#pragma once
#include <string>

namespace CLI {
class App;
}

namespace faultline::cli {

struct ReplayArguments {
  std::string file;
  bool any_build = false;
  bool json = false;
  bool no_color = false;
};

// Adds the subcommand to `app`; `arguments` lives as long as it.
CLI::App* add_replay_command(CLI::App& app, ReplayArguments& arguments);
// The exit code.
int replay_command(const ReplayArguments& arguments);

}  // namespace faultline::cli
