// SPDX-License-Identifier: Apache-2.0
//
// P6: nothing that may sleep where nothing may, and no client is called with a lock or a token of
// the driver held.
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

class ContextRule final : public Property {
 public:
  explicit ContextRule(Witness& witness)
      : Property("P6", "nothing sleeps, and no client is called, where that is forbidden",
                 witness) {}

  void see(const Event& event) override {
    switch (event.kind) {
      case Kind::sleep_forbidden:
        witness_.accuse(
            name(), event,
            std::string("may sleep where nothing may: ") + (event.text ? event.text : "?"));
        break;
      case Kind::lock_acquired: ++held_[event.context]; break;
      case Kind::lock_released: --held_[event.context]; break;
      case Kind::token_taken: ++tokens_[event.context]; break;
      case Kind::token_left: --tokens_[event.context]; break;
      case Kind::client_told:
        if (held_[event.context] > 0) {
          witness_.accuse(name(), event, "a client was called with a lock held");
        }
        if (tokens_[event.context] > 0) {
          witness_.accuse(name(), event, "a client was called with a token held");
        }
        break;
      default: break;
    }
  }

 private:
  std::map<std::uint16_t, int> held_;
  std::map<std::uint16_t, int> tokens_;
};

}  // namespace

std::unique_ptr<Property> make_context(Witness& witness) {
  return std::make_unique<ContextRule>(witness);
}

}  // namespace faultline::oracle
