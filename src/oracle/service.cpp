// SPDX-License-Identifier: Apache-2.0
//
// P12: whenever the device is active and idle, the gate is open. The world asks at a moment when
// nothing is under way.
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

class Service final : public Property {
 public:
  explicit Service(Witness& witness)
      : Property("P12", "an active, idle SMMU is in service", witness) {}

  void see(const Event&) override {}
  void finish(const End& end) override {
    if (end.idle_and_active && !end.gate_open) {
      witness_.accuse_at_end(name(), "the SMMU is active and idle, and its gate is shut");
    }
  }
};

}  // namespace

std::unique_ptr<Property> make_service(Witness& witness) {
  return std::make_unique<Service>(witness);
}

}  // namespace faultline::oracle
