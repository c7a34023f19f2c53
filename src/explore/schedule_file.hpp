// SPDX-License-Identifier: Apache-2.0
//
// Schedules as text, docs/explorer.md:
//
//   faultline-schedule 1
//   build 0123456789abcdef
//   scenario "litmus hungry 2"
//   finding "deadlock"
//   steps 2
//   0 "thread 0" "lock"
//   1 "thread 1" "lock"
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "explore/file_error.hpp"
#include "explore/schedule.hpp"

namespace faultline::explore {

struct SavedSchedule {
  std::string build;  // build_id() of the program that wrote it, empty for none; hexadecimal
  std::string scenario;
  std::string finding;
  Schedule schedule;
  friend bool operator==(const SavedSchedule&, const SavedSchedule&) = default;
};

inline constexpr std::size_t saved_steps_at_most = 65'535;

// What parse() takes, if the build is hexadecimal and there are no more steps than that. Bytes that
// cannot be printed are escaped.
[[nodiscard]] std::string text(const SavedSchedule& saved);
// `file` is only for messages. Errors: the first mistake.
[[nodiscard]] Result<SavedSchedule, FileError> parse_schedule(std::string_view text,
                                                              std::string_view file);

// Errors: what parse_schedule() would refuse is not written; one that cannot be written.
[[nodiscard]] Result<void, FileError> save(const SavedSchedule& saved, const std::string& path);
// Errors: one that cannot be read, and those of parse_schedule().
[[nodiscard]] Result<SavedSchedule, FileError> load_schedule(const std::string& path);

}  // namespace faultline::explore
