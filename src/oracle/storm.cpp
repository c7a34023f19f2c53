// SPDX-License-Identifier: Apache-2.0
//
// P2: no storm. An asserted line is never declined while the device drives it, handlers make
// progress, and the spurious detector never gives a line up.
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

// Deliveries of one line in a row in which nothing got better.
constexpr unsigned patience = 64;

class Storm final : public Property {
 public:
  explicit Storm(Witness& witness)
      : Property("P2", "no line is declined while it is high, and none storms", witness) {}

  void see(const Event& event) override {
    switch (event.kind) {
      case Kind::line_raised: (untouched_ ? junk_ : high_).insert(event.subject); break;
      case Kind::line_lowered:
        high_.erase(event.subject);
        junk_.erase(event.subject);
        break;
      case Kind::power_changed: untouched_ = true; break;
      // Counted when it is over: one that was held back asked no handler, and is no round.
      case Kind::interrupt_left:
        if (event.extra == 0) taken(event);
        break;
      // A retry, too, lands in a register: RESUME.
      case Kind::register_landed: untouched_ = false; [[fallthrough]];
      case Kind::fault_raised:
      case Kind::client_verdict: idle_rounds_.clear(); break;
      case Kind::handler_entered: inside_[event.context] = event.subject; break;
      case Kind::handler_left: inside_.erase(event.context); break;
      case Kind::fault_declined: declined(event); break;
      case Kind::line_disabled:
        witness_.accuse(name(), event,
                        "the spurious detector disabled line " + std::to_string(event.subject));
        break;
      default: break;
    }
  }

 private:
  void taken(const Event& event) {
    if (++idle_rounds_[event.subject] != patience) return;
    witness_.accuse(name(), event,
                    "line " + std::to_string(event.subject) + " was taken " +
                        std::to_string(patience) + " times without progress");
  }
  // The handler said "not mine" while the line that it serves was high.
  void declined(const Event& event) {
    const auto line = inside_.find(event.context);
    if (line == inside_.end() || !high_.contains(line->second)) return;
    witness_.accuse(name(), event,
                    "the handler declined line " + std::to_string(line->second) + " while " +
                        witness_.device(event.device) + " drove it");
  }

  std::set<std::uint64_t> high_;
  std::set<std::uint64_t> junk_;  // high since power came
  bool untouched_ = true;         // no write has landed since
  std::map<std::uint64_t, unsigned> idle_rounds_;
  std::map<std::uint16_t, std::uint64_t> inside_;  // context: the line whose handler it runs
};

}  // namespace

std::unique_ptr<Property> make_storm(Witness& witness) {
  return std::make_unique<Storm>(witness);
}

}  // namespace faultline::oracle
