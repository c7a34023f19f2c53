// SPDX-License-Identifier: Apache-2.0
//
// P10: a bank that translates has a working fault interrupt. A line that the device raises is taken
// before the run ends, or goes down again by itself (the fault was swept, the power went).
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
      case Kind::handler_entered:
      case Kind::line_lowered: waiting_.erase(event.subject); break;
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
  std::map<std::uint64_t, std::uint64_t> waiting_;  // line: raised at
};

}  // namespace

std::unique_ptr<Property> make_wiring(Witness& witness) {
  return std::make_unique<Wiring>(witness);
}

}  // namespace faultline::oracle
