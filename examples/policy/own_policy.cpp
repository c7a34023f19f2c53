// SPDX-License-Identifier: Apache-2.0
//
// A policy of one's own: handlers go on while somebody holds the SMMU awake, and decline otherwise.
// It runs the main job with the shipped driver's tables of steps, and says which properties it
// violates. Replace the class by yours. docs/protocol.md, Other policies.
#include <fmt/format.h>

#include "fdt/smmus.hpp"
#include "fdt/tree.hpp"
#include "scenario/language.hpp"
#include "scenario/runner.hpp"
#include "scenario/variants/variant.hpp"

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
  const auto result = scenario::run(*board, *plan, {.variant = &variant});
  if (!result) return 1;
  for (const oracle::Verdict& verdict : result->verdicts) {
    fmt::print("{:4} {}\n", verdict.property, verdict.held ? "holds" : "VIOLATED");
  }
  if (result->violations.empty()) return 0;
  fmt::print("first: {}\n", result->violations.front().message);
  return 2;
}
