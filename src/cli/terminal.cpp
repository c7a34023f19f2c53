// SPDX-License-Identifier: Apache-2.0
//
// Asks the system and the environment.
#include "cli/terminal.hpp"

#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace faultline::cli {

report::Colour colour(bool unwanted) {
  const auto value = [](const char* name) {
    const char* text = std::getenv(name);
    return std::string_view(text ? text : "");
  };
  const bool wanted = !unwanted && value("NO_COLOR").empty() && value("TERM") != "dumb" &&
                      isatty(STDOUT_FILENO) == 1;
  return wanted ? report::Colour::always : report::Colour::never;
}

}  // namespace faultline::cli
