// SPDX-License-Identifier: Apache-2.0
//
// P9: no transaction passes through a translation that an unmap has ended, nor untranslated while
// its stream is attached or blocked. What passes untranslated until the driver can have ended it is
// physics: after a power loss an SMMU bypasses. It ends when sCR0 without CLIENTPD lands, or with
// the fourth write that does something else: one group that shields from the others takes three at
// most.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "oracle/properties.hpp"
#include "oracle/witness.hpp"
#include "spec/gr0/config.hpp"

namespace faultline::oracle {

namespace {

using trace::Event;
using trace::Kind;

constexpr std::uint64_t blocked = 0xfe;
constexpr std::uint64_t bypass = 0xff;
constexpr std::uint64_t page = 4096;
constexpr int writes_before_control = 4;

class Isolation final : public Property {
 public:
  explicit Isolation(Witness& witness)
      : Property("P9", "no transaction passes stale or untranslated", witness) {}

  void see(const Event& event) override {
    switch (event.kind) {
      case Kind::attached: targets_[{event.device, event.subject}] = event.value; break;
      case Kind::detached: targets_[{event.device, event.subject}] = blocked; break;
      case Kind::mapped: change(event, true); break;
      case Kind::unmap_ended: change(event, false); break;
      case Kind::power_changed: untouched_[event.subject] = 0; break;
      case Kind::register_landed: touched(event); break;
      case Kind::transaction: judge(event); break;
      default: break;
    }
  }

 private:
  bool is_untouched(std::uint32_t device) const {
    return std::any_of(untouched_.begin(), untouched_.end(),
                       [&](const auto& supply) { return witness_.depends(device, supply.first); });
  }
  void touched(const Event& event) {
    using spec::gr0::sCR0;
    const bool in_control =
        event.value >> 8 == sCR0::offset(0) && (event.extra & sCR0::CLIENTPD::mask) == 0;
    for (auto& [supply, writes] : untouched_) {
      if (witness_.depends(event.device, supply)) ++writes;
    }
    std::erase_if(untouched_, [&](const auto& supply) {
      return witness_.depends(event.device, supply.first) &&
             (in_control || supply.second == writes_before_control);
    });
  }
  void change(const Event& event, bool mapped) {
    auto& gone = gone_[{event.device, event.subject}];
    const std::uint64_t first = event.value / page;
    const std::uint64_t last = (event.value + event.extra - 1) / page;
    for (std::uint64_t number = first; number <= last; ++number) {
      if (mapped) {
        gone.erase(number);
      } else {
        gone.insert(number);
      }
    }
  }
  // Physics is no excuse: a translation that is there after the SMMU slept was left there.
  void judge_translation(const Event& event, std::uint64_t bank) {
    const auto gone = gone_.find({event.device, bank});
    if (gone == gone_.end() || !gone->second.contains(event.value / page)) return;
    witness_.accuse(name(), event,
                    "stream " + std::to_string(event.subject) +
                        " passed through a translation that was unmapped");
  }
  void judge(const Event& event) {
    const std::uint64_t outcome = event.extra & 7;
    if (outcome != 0 && outcome != 3) return;
    const auto target = targets_.find({event.device, event.subject});
    if (target == targets_.end()) return;
    if (outcome == 0) judge_translation(event, target->second);
    if (is_untouched(event.device)) return;
    if (outcome == 3 && target->second != bypass) {
      witness_.accuse(name(), event,
                      "stream " + std::to_string(event.subject) + " passed untranslated");
    }
    if (outcome == 0 && target->second == blocked) {
      witness_.accuse(name(), event,
                      "stream " + std::to_string(event.subject) + " passed after it was detached");
    }
  }

  // Supplies that changed, and how many writes have landed since on the way to control.
  std::map<std::uint64_t, int> untouched_;
  std::map<std::pair<std::uint32_t, std::uint64_t>, std::uint64_t> targets_;         // stream: bank
  std::map<std::pair<std::uint32_t, std::uint64_t>, std::set<std::uint64_t>> gone_;  // bank: pages
};

}  // namespace

std::unique_ptr<Property> make_isolation(Witness& witness) {
  return std::make_unique<Isolation>(witness);
}

}  // namespace faultline::oracle
