// SPDX-License-Identifier: Apache-2.0
//
// P5: usage counts never underflow and end at zero.
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

class Balance final : public Property {
 public:
  explicit Balance(Witness& witness) : Property("P5", "usage counts are balanced", witness) {}

  void see(const Event& event) override {
    if (event.kind != Kind::power_underflow) return;
    witness_.accuse(
        name(), event,
        std::string("usage count underflow of ") + (event.text ? event.text : "a device"));
  }
  void finish(const End& end) override {
    for (const End::Usage& usage : end.usages) {
      if (usage.count == 0) continue;
      witness_.accuse_at_end(
          name(), "the usage count of " + usage.device + " ends at " + std::to_string(usage.count));
    }
  }
};

}  // namespace

std::unique_ptr<Property> make_balance(Witness& witness) {
  return std::make_unique<Balance>(witness);
}

}  // namespace faultline::oracle
