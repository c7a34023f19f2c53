// SPDX-License-Identifier: Apache-2.0
//
// What holds of every text, for the fuzzer and for a test: a checkpoint is refused with a line and
// words, or is the same when it is written and read again, and a forest can be made of it.
#pragma once
#include <string>
#include <string_view>

#include "base/check.hpp"
#include "explore/parallel/checkpoint_file.hpp"

namespace faultline::explore {

// Nobody can take a step.
class Nothing final : public System {
 public:
  void begin() override {}
  [[nodiscard]] ProcessSet enabled() const override { return {}; }
  const Footprint& step(ProcessId) override { return none_; }
  [[nodiscard]] const Footprint* waiting(ProcessId) override { return nullptr; }
  [[nodiscard]] bool complete() const override { return true; }
  [[nodiscard]] const char* name(ProcessId) const override { return ""; }

 private:
  Footprint none_;
};

inline void check_checkpoint(std::string_view input) {
  auto read = parse_checkpoint(input, "input");
  if (!read) {
    FL_CHECK(read.error().line >= 1 && !read.error().message.empty());
    return;
  }
  const std::string written = text(*read);
  const auto again = parse_checkpoint(written, "again");
  FL_CHECK(again && text(*again) == written);
  Nothing system;
  Forest forest(system, read->method, std::move(read->arms), read->counts, read->classes);
  while (forest.hand() && forest.handed() < 100) {
  }
  static_cast<void>(forest.save());
}

}  // namespace faultline::explore
