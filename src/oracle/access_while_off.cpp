// SPDX-License-Identifier: Apache-2.0
//
// P1: no register access reaches an SMMU without clock or power. A posted write counts where it
// lands.
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

class AccessWhileOff final : public Property {
 public:
  explicit AccessWhileOff(Witness& witness)
      : Property("P1", "no register access without power or clock", witness) {}

  void see(const Event& event) override {
    if (event.kind != Kind::register_refused || event.extra > 1) return;
    const bool write = (event.value & 0x80) != 0;
    const std::string place =
        witness_.register_name(event.device, static_cast<std::uint32_t>(event.value >> 8));
    const std::string function = event.text ? event.text : "?";
    const std::string message = function + (write ? " wrote " : " read ") + place + " of " +
                                witness_.device(event.device) + " while its " +
                                (event.extra == 0 ? "power was off" : "clocks were gated");
    witness_.accuse(name(), event, message, function, place, witness_.switched_off(event.device));
  }
};

}  // namespace

std::unique_ptr<Property> make_access_while_off(Witness& witness) {
  return std::make_unique<AccessWhileOff>(witness);
}

}  // namespace faultline::oracle
