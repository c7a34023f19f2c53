// SPDX-License-Identifier: Apache-2.0
//
// `faultline explore -j N`, `--checkpoint`, `--resume`, and under mpirun: a search by many
// processes, and one that can be gone on with.
#pragma once
#include <optional>
#include <string>

#include "base/result.hpp"
#include "cli/hunt.hpp"

namespace CLI {
class App;
}

namespace faultline::cli {

struct ParallelArguments {
  unsigned jobs = 0;  // 0: not said
  std::string checkpoint;
  std::string resume;
};

void add_parallel_options(CLI::App& explore, ParallelArguments& arguments);
// Whether anything of it was asked for, or mpirun has started this process among others.
[[nodiscard]] bool parallel_wanted(const ParallelArguments& arguments);

// Nothing: this process was a worker that mpirun had started, and has nothing to say. Errors: what
// went wrong, and what to do. SIGINT and SIGTERM end it with what is known so far.
[[nodiscard]] Result<std::optional<Hunted>, std::string> hunt_in_parallel(
    Subject& subject, const HuntOptions& options, const ParallelArguments& arguments);

}  // namespace faultline::cli
