// SPDX-License-Identifier: Apache-2.0
//
// Which steps of the driver's tables, and which turns of its handlers, were reached in any
// execution. A search that never came to a step says nothing about it.
#pragma once
#include <array>
#include <bitset>
#include <span>
#include <string>
#include <vector>

#include "driver/sequence.hpp"
#include "trace/event.hpp"
#include "trace/sink.hpp"

namespace faultline::explore {

// Lies outside of what is put back for each execution, and allocates nothing while it records.
class Coverage final : public trace::Sink {
 public:
  void record(const trace::Event& event) override;

  // "suspend 9 of 9 steps", or which were not.
  [[nodiscard]] std::string table(const char* name, std::span<const driver::Step> steps) const;
  // "handlers: token refused 12, ...": how often each turn was taken.
  [[nodiscard]] std::string turns() const;

 private:
  struct Mark {
    std::uint64_t number = 0;
    const char* name = nullptr;
  };
  static constexpr std::size_t marks_at_most = 128;

  std::array<Mark, marks_at_most> marks_{};  // steps that began
  std::size_t count_ = 0;
  std::array<std::uint64_t, 256> seen_{};  // by kind of event
};

}  // namespace faultline::explore
