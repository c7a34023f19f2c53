// SPDX-License-Identifier: Apache-2.0
//
// Lets every property see every event.
#include "oracle/jury.hpp"

#include <algorithm>

#include "oracle/describe.hpp"
#include "oracle/properties.hpp"

namespace faultline::oracle {

Jury::Jury(const sim::Kernel& kernel, bool time_counts) : witness_(kernel, time_counts) {
  for (auto make : {make_access_while_off, make_storm, make_lost_fault, make_stuck_stall,
                    make_balance, make_context, make_deadlock, make_sleep, make_isolation,
                    make_wiring, make_race, make_service}) {
    properties_.push_back(make(witness_));
  }
}

Jury::~Jury() = default;

void Jury::add_device(std::uint32_t number, std::string name, spec::PageLayout layout,
                      std::vector<std::uint64_t> supplies) {
  witness_.add_device(number, std::move(name), layout, std::move(supplies));
}

void Jury::record(const trace::Event& event) {
  witness_.remember(event);
  for (auto& property : properties_) property->see(event);
}

void Jury::finish(const End& end) {
  for (auto& property : properties_) property->finish(end);
}

std::vector<Verdict> Jury::verdicts() const {
  std::vector<Verdict> verdicts;
  for (const auto& property : properties_) {
    const bool held = std::none_of(violations().begin(), violations().end(), [&](const auto& one) {
      return one.property == property->name();
    });
    verdicts.push_back({property->name(), property->title(), held});
  }
  return verdicts;
}

std::string Jury::what(const trace::Event& event) const {
  return oracle::what(event, witness_);
}

}  // namespace faultline::oracle
