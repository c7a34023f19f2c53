// SPDX-License-Identifier: Apache-2.0
//
// Whatever the text: a scenario is refused with a place and words, or what it says is within the
// bounds of docs/scenarios.md. Seeds are in tests/corpus/scenario.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.hpp"
#include "scenario/language.hpp"

namespace {

using namespace faultline;

constexpr int deepest = 8;

void check_steps(const std::vector<scenario::Step>& steps, int depth) {
  FL_CHECK(!steps.empty() && depth <= deepest);
  for (const scenario::Step& step : steps) {
    FL_CHECK(step.line >= 1 && step.pages >= 1 && step.count >= 1 && step.stream <= 127);
    FL_CHECK(step.page_bytes >= 4096 && step.page_bytes <= 1u << 30);
    const bool repeats = step.operation == scenario::Operation::repeat;
    FL_CHECK(repeats != step.steps.empty());
    if (repeats) check_steps(step.steps, depth + 1);
  }
}

void check_scenario(const scenario::Scenario& scenario) {
  FL_CHECK(scenario.cpus >= 1 && scenario.cpus <= 8 && scenario.time_limit_ns >= 1'000'000);
  FL_CHECK(!scenario.masters.empty() && !scenario.threads.empty());
  for (const scenario::ThreadPlan& thread : scenario.threads) {
    const auto count =
        std::ranges::count(scenario.masters, thread.master, &scenario::MasterPlan::name);
    FL_CHECK(count == 1 && thread.cpu < scenario.cpus);
    check_steps(thread.steps, 0);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto scenario = scenario::parse(text, "input");
  if (scenario) {
    check_scenario(*scenario);
  } else {
    const scenario::SourceError& mistake = scenario.error();
    FL_CHECK(mistake.line >= 1 && mistake.column >= 1 && !mistake.message.empty());
  }
  return 0;
}
