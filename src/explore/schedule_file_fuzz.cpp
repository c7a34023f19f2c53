// SPDX-License-Identifier: Apache-2.0
//
// Whatever the text: a schedule is refused with a line and words, or is within bounds and the same
// when it is written and read again. Seeds are in tests/corpus/explore.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.hpp"
#include "explore/schedule_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace faultline::explore;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto saved = parse_schedule(input, "input");
  if (!saved) {
    FL_CHECK(saved.error().line >= 1 && !saved.error().message.empty());
    return 0;
  }
  FL_CHECK(saved->schedule.size() <= saved_steps_at_most);
  for (const Choice& choice : saved->schedule) FL_CHECK(choice.process < processes_at_most);
  const auto again = parse_schedule(text(*saved), "again");
  FL_CHECK(again && *again == *saved);
  return 0;
}
