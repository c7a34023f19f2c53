// SPDX-License-Identifier: Apache-2.0
//
// The hearings of a trial. What a child found comes back as JSON.
#include "cli/trial.hpp"

#include <nlohmann/json.hpp>

#include "cli/hunt.hpp"
#include "scenario/runner.hpp"

namespace faultline::cli {

namespace {

using nlohmann::json;

constexpr std::uint64_t shrinking_runs = 500;
constexpr unsigned spare_seconds = 15;  // for building the machine, and for shrinking

// A line of text, as JSON takes it.
std::string answer(const json& found) {
  return found.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string found(std::string_view property, std::string_view message) {
  return answer({{"property", property}, {"message", message}, {"executions", 1}});
}

scenario::Scenario altered(const Exhibit& exhibit,
                           const std::optional<scenario::Alteration>& mutant) {
  scenario::Scenario plan = exhibit.plan;
  if (mutant) plan.driver = scenario::DriverPlan{{}, {}, {*mutant}};
  return plan;
}

std::string run_once(const Court& court, const scenario::Scenario& plan) {
  const auto result = scenario::run(court.board, plan, {});
  if (!result) return found("bring-up", result.error());
  if (result->surprised()) {
    const auto& first = result->violations.front();
    return found(first.property, first.message);
  }
  if (!result->gave_up.empty()) return found("end", "not before " + result->gave_up);
  if (result->clean()) return answer({{"executions", 1}, {"exhaustive", false}});
  return found("steps", result->trouble.empty() ? result->unmet.front() : result->trouble.front());
}

std::string found(const Caught& caught, std::uint64_t executions) {
  return answer({{"property", caught.mishap.property},
                 {"message", caught.mishap.message},
                 {"executions", executions},
                 {"switches", caught.after.switches}});
}

void search(const Court& court, const std::string& name, scenario::Scenario plan,
            const std::string& strategy, const Child::Say& say) {
  auto subject = scenario_subject(name, court.board, std::move(plan));
  if (!subject) return say(found("bring-up", subject.error()));
  HuntOptions options;
  options.strategy = strategy;
  options.seconds = court.seconds;
  if (strategy == "pct") options.executions = court.samples;
  Hunted hunted = hunt(**subject, options);
  const std::uint64_t executions = hunted.run.complete + hunted.run.deadlocked;
  if (hunted.caught.empty()) {
    return say(answer({{"executions", executions}, {"exhaustive", hunted.run.exhaustive}}));
  }
  Caught& caught = hunted.caught.front();
  say(found(caught, executions));
  if (shrink(**subject, caught, shrinking_runs)) say(found(caught, executions));
}

struct Hearing {
  const Exhibit& exhibit;
  const char* how;
};

Hearing hearing(const Court& court, std::size_t number) {
  const std::size_t explored = court.explored.size();
  if (number < explored) return {court.explored[number], "pct"};
  number -= explored;
  if (number < court.run.size()) return {court.run[number], "run"};
  return {court.explored[number - court.run.size()], "optimal"};
}

}  // namespace

Trial::Trial(const Court& court, std::optional<scenario::Alteration> mutant)
    : court_(court), mutant_(std::move(mutant)) {}

std::size_t Trial::hearings() const {
  return 2 * court_.explored.size() + court_.run.size();
}

void Trial::begin() {
  hear();
}

void Trial::hear() {
  const auto work = [this](const Child::Say& say) {
    const Hearing now = hearing(court_, hearing_);
    const std::string how = now.how;
    scenario::Scenario plan = altered(now.exhibit, mutant_);
    if (how == "run") return say(run_once(court_, plan));
    search(court_, now.exhibit.name, std::move(plan), how, say);
  };
  child_ = std::make_unique<Child>(work, static_cast<unsigned>(court_.seconds) + spare_seconds);
}

bool Trial::proceed() {
  if (child_->read()) return true;
  conclude();
  child_.reset();
  ++hearing_;
  if (conviction_ || hearing_ == hearings()) return false;
  hear();
  return true;
}

void Trial::conclude() {
  const Hearing now = hearing(court_, hearing_);
  const auto convict = [&](std::string property, std::string message) {
    conviction_ = {.scenario = now.exhibit.name,
                   .how = now.how,
                   .property = std::move(property),
                   .message = std::move(message)};
  };
  const auto answer = child_->answer();
  if (!answer && child_->out_of_time()) return convict("end", "it goes round in circles");
  if (!answer) return convict("check", child_->last_words());
  const json said = json::parse(*answer);
  if (said.contains("property")) {
    convict(said["property"], said["message"]);
    conviction_->executions = said["executions"];
    conviction_->switches = said.value("switches", std::size_t{0});
  } else if (std::string_view(now.how) == "optimal") {
    ++(said["exhaustive"] ? exhausted_ : bounded_);
  }
}

}  // namespace faultline::cli
