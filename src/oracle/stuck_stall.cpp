// SPDX-License-Identifier: Apache-2.0
//
// P4: every stalled transaction is resumed exactly once, before power goes, and its own fault bits
// are cleared before RESUME.
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

class StuckStall final : public Property {
 public:
  explicit StuckStall(Witness& witness)
      : Property("P4", "every stalled transaction is resumed, after its fault was cleared",
                 witness) {}

  void see(const Event& event) override {
    const Bank bank{event.device, event.subject};
    switch (event.kind) {
      case Kind::fault_raised: uncleared_.insert(bank); break;
      case Kind::stall_entered: ++stalled_[bank]; break;
      case Kind::stall_left:
        if (--stalled_[bank] < 0) {
          stalled_[bank] = 0;
          witness_.accuse(name(), event, "a stall ended that had not begun");
        }
        break;
      case Kind::register_landed: landed(event); break;
      case Kind::power_changed:
        if (event.value == 0) power_gone(event);
        break;
      default: break;
    }
  }

  void finish(const End& end) override {
    if (end.stalls_left > 0) {
      witness_.accuse_at_end(name(), std::to_string(end.stalls_left) + " transactions still stall");
    }
  }

 private:
  using Bank = std::pair<std::uint32_t, std::uint64_t>;

  void landed(const Event& event) {
    const std::string place =
        witness_.register_name(event.device, static_cast<std::uint32_t>(event.value >> 8));
    if (!place.starts_with("CB")) return;
    const std::size_t dot = place.find('.');
    const Bank bank{event.device, std::stoul(place.substr(2, dot - 2))};
    const std::string what = place.substr(dot + 1);
    if (what == "FSR") uncleared_.erase(bank);
    if (what != "RESUME" || stalled_[bank] <= 0 || !uncleared_.contains(bank)) return;
    witness_.accuse(name(), event, "RESUME of " + place + " before its fault was cleared",
                    event.text ? event.text : "", place);
  }
  void power_gone(const Event& event) {
    for (auto& [bank, count] : stalled_) {
      if (!witness_.depends(bank.first, event.subject)) continue;
      if (count > 0) {
        witness_.accuse(name(), event,
                        "power went while a transaction stalled in bank " +
                            std::to_string(bank.second) + " of " + witness_.device(bank.first));
      }
      count = 0;
    }
    std::erase_if(uncleared_,
                  [&](const Bank& bank) { return witness_.depends(bank.first, event.subject); });
  }

  std::map<Bank, int> stalled_;
  std::set<Bank> uncleared_;  // recorded, and FSR not written since
};

}  // namespace

std::unique_ptr<Property> make_stuck_stall(Witness& witness) {
  return std::make_unique<StuckStall>(witness);
}

}  // namespace faultline::oracle
