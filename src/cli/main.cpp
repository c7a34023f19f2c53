// SPDX-License-Identifier: Apache-2.0
//
// The program: subcommands, help, exit codes.
#include <CLI/CLI.hpp>

#include "cli/exit_codes.hpp"
#include "cli/explore_command.hpp"
#include "cli/mutants_command.hpp"
#include "cli/replay_command.hpp"
#include "cli/run_command.hpp"

int main(int argc, char** argv) {
  using namespace faultline::cli;
  CLI::App app{"Faultline: an SMMUv2 driver on a virtual SMMU whose power goes away"};
  app.require_subcommand(0, 1);
  app.set_version_flag("--version", "faultline 0.1.0");
  app.footer(
      "Exit status: 0 clean, 1 error, 2 violation found, 3 gave up at a bound.\n\n"
      "Examples:\n  faultline run                      the main job on the shipped board\n"
      "  faultline run --policy none        the same without a guard: watch it fail\n"
      "  faultline run --dtb FILE           every SMMU and master of a device tree\n"
      "  faultline explore --litmus list    small programs, in every order of their steps\n"
      "  faultline mutants -j 4             small mistakes in the driver: is each noticed?\n"
      "  faultline replay FILE              what explore found and saved, once more");
  RunArguments arguments;
  add_run_command(app, arguments);
  ExploreArguments search;
  const CLI::App* explore = add_explore_command(app, search);
  MutantsArguments mistakes;
  const CLI::App* mutants = add_mutants_command(app, mistakes);
  ReplayArguments again;
  const CLI::App* replay = add_replay_command(app, again);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& mistake) {
    return app.exit(mistake) == 0 ? clean : error;
  }
  if (mutants->parsed()) return mutants_command(mistakes);
  if (replay->parsed()) return replay_command(again);
  return explore->parsed() ? explore_command(search) : run_command(arguments);
}
