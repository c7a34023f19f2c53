// SPDX-License-Identifier: Apache-2.0
//
// P10: a bank that translates has a working fault interrupt. Within a millisecond of a line that
// the device raises a handler is asked, or the line goes down again (the fault was swept, the power
// went). Where time does not count that is asked at the end alone.
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "oracle/properties.hpp"
#include "oracle/witness.hpp"

namespace faultline::oracle {

namespace {

using trace::Event;
using trace::Kind;

class Wiring final : public Property {
 public:
  explicit Wiring(Witness& witness)
      : Property("P10", "every raised line has a handler that is called", witness) {}

  void see(const Event& event) override {
    switch (event.kind) {
      case Kind::line_raised: waiting_.emplace(event.subject, event.time_ns); break;
      case Kind::handler_entered: waiting_.erase(event.subject); break;
      case Kind::line_lowered: lowered(event); break;
      default: break;
    }
  }
  void finish(const End&) override {
    for (const auto& [line, since_ns] : waiting_) {
      witness_.accuse_at_end(name(), "line " + std::to_string(line) +
                                         " is high and nobody was asked since " +
                                         std::to_string(since_ns) + " ns");
    }
  }

 private:
  static constexpr std::uint64_t patience_ns = 1'000'000;

  void lowered(const Event& event) {
    const auto place = waiting_.find(event.subject);
    if (place == waiting_.end()) return;
    if (witness_.time_counts() && event.time_ns - place->second > patience_ns) {
      witness_.accuse(name(), event,
                      "line " + std::to_string(event.subject) + " was high for " +
                          std::to_string((event.time_ns - place->second) / 1000) +
                          " us and nobody was asked");
    }
    waiting_.erase(place);
  }
  std::map<std::uint64_t, std::uint64_t> waiting_;  // line: raised at
};

}  // namespace

std::unique_ptr<Property> make_wiring(Witness& witness) {
  return std::make_unique<Wiring>(witness);
}

}  // namespace faultline::oracle
