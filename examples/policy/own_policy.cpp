// SPDX-License-Identifier: Apache-2.0
//
// A policy of one's own: handlers go on while somebody holds the SMMU awake, and decline otherwise.
// Every interleaving of a scenario is tried with the shipped driver's tables of steps, until a
// property is violated. Replace the class by yours. docs/protocol.md, Other policies.
#include <fmt/format.h>

#include "explore/machine/scenario_system.hpp"
#include "explore/search.hpp"
#include "fdt/smmus.hpp"
#include "fdt/tree.hpp"
#include "scenario/language.hpp"

using namespace faultline;
using driver::Admission;
using driver::Purpose;

class OwnPolicy final : public driver::FaultPolicy {
 public:
  OwnPolicy() : FaultPolicy(Preemption::allowed) {}
  void meet(power::Device& device) { device_ = &device; }

  Admission admit(Purpose) override {
    const auto in_use = device_->get_if_in_use();
    if (!in_use) return {.admitted = true};  // no runtime PM: always on
    return {.admitted = *in_use, .reference = *in_use};
  }
  Admission readmit(Purpose purpose) override { return admit(purpose); }
  void release(Purpose, const Admission& admission) override {
    if (admission.reference) device_->put_autosuspend();
  }

 private:
  power::Device* device_ = nullptr;
};

// Arguments: the board's device tree blob, and a scenario.
int main(int argc, char** argv) {
  if (argc != 3) return 1;
  const auto tree = fdt::Tree::load_file(argv[1]);
  const auto plan = scenario::load(argv[2]);
  if (!tree || !plan) return 1;
  const auto board = fdt::read_smmus(*tree);
  if (!board) return 1;
  OwnPolicy policy;
  const scenario::Variant variant{
      .policy = &policy,
      .meet = [&](driver::Smmu&, power::Device& device) { policy.meet(device); }};
  const auto scene = explore::ScenarioSystem::make(*board, *plan, variant);
  if (!scene) return 1;
  explore::Search search((*scene)->system(), explore::Method::optimal, false);
  const bool all = search.run({.go_on = [](const auto& counts) { return counts.deadlocked == 0; }});
  fmt::print("{} executions: {}\n", search.counts().executions(),
             all ? "all there are" : "stopped");
  if (search.counts().deadlocked == 0) return 0;
  for (const explore::Finding& finding : (*scene)->findings()) {
    fmt::print("{} VIOLATED: {} ({})\n", finding.property, finding.message, finding.where);
  }
  return 2;
}
