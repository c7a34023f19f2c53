// SPDX-License-Identifier: Apache-2.0
//
// P8: when traffic stops, the SMMU is suspended one autosuspend delay later. The world looks once,
// after that delay and some slack.
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

class Sleep final : public Property {
 public:
  explicit Sleep(Witness& witness)
      : Property("P8", "the SMMU sleeps when traffic stops", witness) {}

  void see(const Event&) override {}
  void finish(const End& end) override {
    if (end.has_runtime_pm && !end.suspended) {
      witness_.accuse_at_end(name(), "traffic has stopped and the SMMU stays awake");
    }
  }
};

}  // namespace

std::unique_ptr<Property> make_sleep(Witness& witness) {
  return std::make_unique<Sleep>(witness);
}

}  // namespace faultline::oracle
