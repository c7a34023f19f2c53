// SPDX-License-Identifier: Apache-2.0
//
// What a step did besides being taken, for people: lines that went up or down, power that came or
// went, what the device did. In words, by lane.
#pragma once
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "trace/event.hpp"
#include "trace/sink.hpp"

namespace faultline::explore {

struct Happening {
  const char* lane;  // static text: "power domain"
  std::string text;
};

// Lies outside of what is put back for each execution.
class Happenings final : public trace::Sink {
 public:
  using Tell = std::function<std::string(const trace::Event&)>;

  // From the left to the right.
  static constexpr const char* lanes[] = {"interrupt lines", "power domain", "gate", "device"};

  // From now on; nothing is kept before.
  void watch(Tell tell) { tell_ = std::move(tell); }
  void record(const trace::Event& event) override;
  // What was kept since it was asked last.
  std::vector<Happening> take() { return std::exchange(list_, {}); }

 private:
  Tell tell_;
  std::vector<Happening> list_;
};

}  // namespace faultline::explore
