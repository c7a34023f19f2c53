// SPDX-License-Identifier: Apache-2.0
//
// Which steps of the driver's tables, and which turns of its handlers, were reached in any
// execution. A search that never came to a step says nothing about it.
#pragma once
#include <array>
#include <atomic>
#include <span>
#include <string>

#include "driver/sequence.hpp"
#include "explore/machine/shared.hpp"
#include "trace/event.hpp"
#include "trace/sink.hpp"

namespace faultline::explore {

// Lies outside of what is put back for each execution, and allocates nothing while it records.
// Processes that explore together record together.
class Coverage final : public trace::Sink {
 public:
  void record(const trace::Event& event) override;

  // "suspend 9 of 9 steps", or which were not.
  [[nodiscard]] std::string table(const char* name, std::span<const driver::Step> steps) const;
  // "token taken, refused; not: stalled": which turns were taken at all.
  [[nodiscard]] std::string turns() const;

 private:
  static constexpr std::size_t marks_at_most = 128;

  // A step that began: its table's text, which lies at the same place in every process, and with it
  // its number, in the upper bits that an address does not use.
  using Mark = std::atomic<std::uint64_t>;
  struct Record {
    std::array<Mark, marks_at_most> marks;
    std::array<std::atomic<std::uint64_t>, 256> seen;  // by kind of event
  };

  [[nodiscard]] bool reached(std::size_t number, const char* name) const;

  Shared<Record> record_;
};

}  // namespace faultline::explore
