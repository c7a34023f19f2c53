// SPDX-License-Identifier: Apache-2.0
//
// What is wrong with a file.
#pragma once
#include <cstdint>
#include <expected>
#include <string>

namespace faultline::explore {

struct FileError {
  std::string file;
  std::uint32_t line = 0;  // from 1; 0: the file as a whole
  std::string message;     // what is wrong, and what to do

  // "x.schedule:3: error: 'scenario' must be a text in quotes, ..."
  [[nodiscard]] std::string text() const;
};

// "<what>: <the system's words for errno `number`>; <remedy>"
[[nodiscard]] std::unexpected<FileError> system_error(const std::string& path, const char* what,
                                                      int number, const char* remedy);

}  // namespace faultline::explore
