// SPDX-License-Identifier: Apache-2.0
//
// The words in the order of the operations, and how far one word is from another.
#include "scenario/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>
#include <vector>

namespace faultline::scenario {

namespace {

constexpr std::array<std::string_view, 24> operations{"map",
                                                      "unmap",
                                                      "read",
                                                      "write",
                                                      "check",
                                                      "fault",
                                                      "submit",
                                                      "start",
                                                      "drain",
                                                      "get",
                                                      "put",
                                                      "wait",
                                                      "wait_asleep",
                                                      "wait_awake",
                                                      "system_sleep",
                                                      "attach",
                                                      "detach",
                                                      "lookup",
                                                      "remove",
                                                      "unbind",
                                                      "change_process",
                                                      "take_crash_state",
                                                      "shutdown",
                                                      "repeat"};

// How many letters have to be added, taken away or changed (Levenshtein).
std::size_t distance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> row(right.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < left.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < right.size(); ++j) {
      const std::size_t change = diagonal + (left[i] == right[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({change, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::optional<Operation> operation_of(std::string_view word) {
  const auto place = std::find(operations.begin(), operations.end(), word);
  if (place == operations.end()) return std::nullopt;
  return static_cast<Operation>(place - operations.begin());
}

std::span<const std::string_view> operation_words() {
  return operations;
}

bool needs_duration(Operation operation) {
  return operation == Operation::wait || operation == Operation::wait_asleep ||
         operation == Operation::wait_awake || operation == Operation::system_sleep;
}

bool is_property(std::string_view word) {
  if (word.size() < 2 || word.size() > 3 || word[0] != 'P' || word[1] == '0') return false;
  unsigned number = 0;
  for (const char digit : word.substr(1)) {
    if (digit < '0' || digit > '9') return false;
    number = number * 10 + static_cast<unsigned>(digit - '0');
  }
  return number <= 12;
}

std::string printable(std::string_view text) {
  std::string made;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : 0);
    if (byte < 0x20 || byte == 0x7f) {
      made += fmt::format("\\u{:04x}", byte);
    } else if (byte == 0xc2 && next >= 0x80 && next < 0xa0) {  // U+0080 to U+009F
      made += fmt::format("\\u{:04x}", next);
      ++i;
    } else {
      made += text[i];
    }
  }
  return made;
}

std::string closest(std::string_view word, std::span<const std::string_view> words) {
  return std::string(*std::min_element(words.begin(), words.end(), [&](auto left, auto right) {
    return distance(word, left) < distance(word, right);
  }));
}

}  // namespace faultline::scenario
