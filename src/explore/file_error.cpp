// SPDX-License-Identifier: Apache-2.0
//
// As compilers say it.
#include "explore/file_error.hpp"

#include <cstring>

namespace faultline::explore {

std::string FileError::text() const {
  return file + ":" + (line > 0 ? std::to_string(line) + ": error: " : " ") + message;
}

std::unexpected<FileError> system_error(const std::string& path, const char* what, int number,
                                        const char* remedy) {
  return std::unexpected(
      FileError{path, 0, std::string(what) + ": " + std::strerror(number) + "; " + remedy});
}

}  // namespace faultline::explore
