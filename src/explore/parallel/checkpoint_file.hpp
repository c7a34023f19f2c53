// SPDX-License-Identifier: Apache-2.0
//
// A search that is not finished as text, to be gone on with later, docs/explorer.md:
//
//   faultline-checkpoint 1
//   build 0123456789abcdef
//   scenario "litmus lastzero 15"
//   method optimal
//   counts 24 0 0 312 16        complete, deadlocked, sleep-blocked; steps; the longest
//   deadlock 0                  the number of steps to the first one, and who takes them
//   classes 24
//   0123456789abcdef 0123456789abcdef
//   ...
//   arms 3
//   arm 0 closed 0:             level, and the step that leads there; then what hangs from it:
//   shared                      a place, from which the arms of the next level hang
//   place 7 3 0 0 -
//   arm 1 closed 0:w3
//   strand 1 1                  strand_text.hpp
//   place 6 0 0 0 -
//   arm 1 closed 1:w3
//   finished
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "explore/file_error.hpp"
#include "explore/parallel/forest.hpp"

namespace faultline::explore {

struct Checkpoint {
  std::string build;  // build_id() of the program that wrote it, empty for none
  std::string scenario;
  Method method = Method::optimal;
  Counts counts;
  std::vector<ProcessId> deadlock;  // the way to the first
  std::vector<ClassHash> classes;
  std::vector<SavedArm> arms;
};

[[nodiscard]] std::string text(const Checkpoint& checkpoint);
// `file` is only for messages. Errors: the first mistake. What is taken can be given to a Forest;
// whether it fits a system only shows there.
[[nodiscard]] Result<Checkpoint, FileError> parse_checkpoint(std::string_view text,
                                                             std::string_view file);

// Writes a file beside it, and puts that in its place: at each time there is one that is whole.
// Errors: one that cannot be written; what was there before stays.
[[nodiscard]] Result<void, FileError> save(const Checkpoint& checkpoint, const std::string& path);
// Errors: one that cannot be read, and those of parse_checkpoint().
[[nodiscard]] Result<Checkpoint, FileError> load_checkpoint(const std::string& path);

}  // namespace faultline::explore
