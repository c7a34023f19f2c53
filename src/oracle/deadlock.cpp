// SPDX-License-Identifier: Apache-2.0
//
// P7: no wait cycle. The machine says at the end who would wait for ever, and for what.
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

class Deadlock final : public Property {
 public:
  explicit Deadlock(Witness& witness) : Property("P7", "nobody waits for ever", witness) {}

  void see(const Event&) override {}
  void finish(const End& end) override {
    for (const End::Waiter& waiter : end.stuck) {
      witness_.accuse_at_end(name(), waiter.name + " waits for ever for " + waiter.waits_for);
    }
  }
};

}  // namespace

std::unique_ptr<Property> make_deadlock(Witness& witness) {
  return std::make_unique<Deadlock>(witness);
}

}  // namespace faultline::oracle
