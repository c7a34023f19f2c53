// SPDX-License-Identifier: Apache-2.0
//
// P3: every fault that the hardware recorded before the driver's last look is told exactly once, to
// a client or, if it is global, to the log; that a bank's further ones were lost is told, too; and
// its master is told by an abort, not by zeros.
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "oracle/last_look.hpp"
#include "oracle/properties.hpp"
#include "oracle/told.hpp"
#include "oracle/witness.hpp"
#include "spec/cb/control.hpp"
#include "spec/cb/fault.hpp"

namespace faultline::oracle {

namespace {

using trace::Event;
using trace::Kind;

constexpr std::uint64_t global_bank = 0xff;

class LostFault final : public Property {
 public:
  explicit LostFault(Witness& witness)
      : Property("P3", "every recorded fault is reported exactly once", witness) {}

  void see(const Event& event) override {
    const Place place{event.device, event.subject, event.value};
    last_look_.see(event);
    see_reports(event);
    see_overflow(event);
    if (event.kind == Kind::fault_raised) {
      const bool late = event.subject == global_bank && last_look_.is_over(event.device);
      ++(late ? late_ : waiting_)[place];
    }
    const bool told = event.kind == Kind::client_told ||
                      (event.kind == Kind::fault_reported && event.subject == global_bank);
    if (!told || !tells_of_a_fault(event.extra)) return;
    if (--waiting_[place] >= 0 || late_[place]-- > 0) return;
    waiting_[place] = 0;
    witness_.accuse(name(), event,
                    "a fault was reported that was not recorded, or twice: " + where(place));
  }

  void finish(const End&) override {
    for (const Bank& bank : overflowed_) {
      witness_.accuse_at_end(name(), "that faults were lost was never reported: bank " +
                                         std::to_string(bank.second) + ", " +
                                         witness_.device(bank.first));
    }
    for (const auto& [place, count] : waiting_) {
      if (count > 0) witness_.accuse_at_end(name(), "a fault was never reported: " + where(place));
    }
  }

 private:
  using Bank = std::pair<std::uint32_t, std::uint64_t>;  // device, bank

  // Which banks answer faults with zeros, and whether one of them does.
  void see_reports(const Event& event) {
    using spec::cb::SCTLR;
    if (event.kind == Kind::power_changed) {
      std::erase_if(silent_,
                    [&](const Bank& bank) { return witness_.depends(bank.first, event.subject); });
    }
    if (event.kind == Kind::fault_raised && silent_.contains({event.device, event.subject})) {
      witness_.accuse(name(), event,
                      "a fault was answered with zeros: bank " + std::to_string(event.subject) +
                          ", " + witness_.device(event.device));
    }
    if (event.kind != Kind::register_landed) return;
    const std::string place =
        witness_.register_name(event.device, static_cast<std::uint32_t>(event.value >> 8));
    if (!place.starts_with("CB") || !place.ends_with(".SCTLR")) return;
    const Bank bank{event.device, std::stoul(place.substr(2))};
    const bool silent =
        (event.extra & SCTLR::M::mask) != 0 && (event.extra & SCTLR::CFRE::mask) == 0;
    if (silent) {
      silent_.insert(bank);
    } else {
      silent_.erase(bank);
    }
  }
  // Of banks alone: the global status may overflow after the driver's last look.
  void see_overflow(const Event& event) {
    if (event.subject == global_bank) return;
    const Bank bank{event.device, event.subject};
    if (event.kind == Kind::fault_overflowed) overflowed_.insert(bank);
    const bool told = event.kind == Kind::client_told || event.kind == Kind::fault_reported;
    if (told && (event.extra & spec::cb::FSR::MULTI::mask) != 0) overflowed_.erase(bank);
  }

  using Place = std::tuple<std::uint32_t, std::uint64_t, std::uint64_t>;  // device, bank, address

  std::string where(const Place& place) const {
    const auto& [device, bank, address] = place;
    char text[64];
    std::snprintf(text, sizeof text, "address 0x%llx", static_cast<unsigned long long>(address));
    return std::string(text) +
           (bank == global_bank ? " (global)" : ", bank " + std::to_string(bank)) + ", " +
           witness_.device(device);
  }

  LastLook last_look_;
  std::set<Bank> silent_;
  std::set<Bank> overflowed_;  // MULTI stands, and nobody was told
  std::map<Place, int> waiting_;
  std::map<Place, int> late_;  // need not be told, but may
};

}  // namespace

std::unique_ptr<Property> make_lost_fault(Witness& witness) {
  return std::make_unique<LostFault>(witness);
}

}  // namespace faultline::oracle
