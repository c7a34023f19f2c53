// SPDX-License-Identifier: Apache-2.0
//
// Strategies, limits and findings.
#include "cli/hunt.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <csignal>

#include "cli/progress.hpp"
#include "explore/sample.hpp"
#include "explore/search.hpp"

namespace faultline::cli {

namespace {

using explore::Counts;

volatile std::sig_atomic_t interrupted = 0;

// What is looked at after each execution.
class Watch {
 public:
  Watch(Subject& subject, const HuntOptions& options, Hunted& hunted)
      : subject_(subject), options_(options), hunted_(hunted) {}

  // True: the search goes on.
  bool look(const Counts& counts, const explore::Execution& execution) {
    const bool failed = counts.deadlocked > failed_;
    failed_ = counts.deadlocked;
    if (failed && wanted()) {
      collect(execution);
      if (!subject_.counts_on() && !options_.to_the_end) return false;
    }
    if (options_.twice) {
      hunted_.difference = explore::run_twice(subject_.system(), execution);
      if (hunted_.difference) return false;
    }
    if (options_.seconds > 0 && progress_.seconds() > options_.seconds) return false;
    return interrupted == 0 && progress_(counts);
  }

 private:
  // Of a litmus program the first is enough; it may have very many.
  [[nodiscard]] bool wanted() const { return !subject_.counts_on() || hunted_.caught.empty(); }
  void collect(const explore::Execution& execution) {
    for (Mishap& mishap : subject_.mishaps()) {
      const bool known =
          std::any_of(hunted_.caught.begin(), hunted_.caught.end(),
                      [&](const Caught& one) { return one.mishap.property == mishap.property; });
      if (known) continue;
      hunted_.caught.push_back(
          {std::move(mishap), explore::of(execution, subject_.system()), {}, {}});
    }
  }

  Subject& subject_;
  const HuntOptions& options_;
  Hunted& hunted_;
  Progress progress_;
  std::uint64_t failed_ = 0;
};

// `search` is a Search or a Sample.
void search_with(auto& search, Subject& subject, const HuntOptions& options, Hunted& hunted) {
  report::SearchRun& run = hunted.run;
  explore::Limits limits;
  if (options.executions > 0) limits.executions = options.executions;
  const double start = cpu_seconds();
  {
    Watch watch(subject, options, hunted);
    limits.go_on = [&](const Counts& counts) { return watch.look(counts, search.execution()); };
    run.exhaustive = search.run(limits);
  }
  run.seconds = cpu_seconds() - start;
  const Counts& counts = search.counts();
  run.complete = counts.complete;
  run.sleep_blocked = counts.sleep_blocked;
  run.deadlocked = counts.deadlocked;
  run.bounded = counts.bounded;
  run.classes = counts.classes;
  run.longest = counts.longest;
}

void sample_with(explore::Sampling sampling, Subject& subject, HuntOptions options,
                 Hunted& hunted) {
  explore::SampleOptions how{.sampling = sampling};
  how.seed = options.seed.value_or(how.seed);
  how.depth = options.depth.value_or(how.depth);
  how.preemptions = options.preemptions.value_or(how.preemptions);
  const bool random = sampling != explore::Sampling::bounded;
  if (random && options.executions == 0) options.executions = 1000;
  explore::Sample sample(subject.system(), how, subject.counts_on());
  search_with(sample, subject, options, hunted);
  report::SearchRun& run = hunted.run;
  if (random) {
    run.bound = fmt::format("{} executions from seed {}", run.complete + run.deadlocked, how.seed);
  } else {
    run.bound = fmt::format("{} of at most {} preemptions{}",
                            run.exhaustive ? "every execution" : "some executions", how.preemptions,
                            run.exhaustive ? "" : ", a limit was reached");
  }
  // Within its bound; and at all, where the bound left nothing out.
  run.exhaustive = run.exhaustive && run.bounded == 0;
}

}  // namespace

Hunted hunt(Subject& subject, const HuntOptions& options) {
  std::signal(SIGINT, [](int) { interrupted = 1; });
  Hunted hunted{.run = {.scenario = subject.name(),
                        .policy = subject.policy(),
                        .strategy = options.strategy,
                        .bound = {},
                        .remarks = subject.remarks(),
                        .violations = {}},
                .caught = {},
                .difference = {}};
  if (const auto sampling = explore::sampling_named(options.strategy)) {
    sample_with(*sampling, subject, options, hunted);
    return hunted;
  }
  // Each execution of an optimal search is a class of its own; to count them by their hashes takes
  // memory for each.
  const auto method = *explore::method_named(options.strategy);
  explore::Search search(subject.system(), method, subject.counts_on());
  search_with(search, subject, options, hunted);
  hunted.run.stopped = !hunted.run.exhaustive && !subject.counts_on() && !options.to_the_end &&
                       !hunted.caught.empty();
  if (!subject.counts_on()) hunted.run.classes = hunted.run.complete + hunted.run.deadlocked;
  return hunted;
}

bool shrink(Subject& subject, Caught& caught, std::uint64_t runs_at_most) {
  const auto shows = [&](explore::System&, const explore::Outcome& outcome) {
    return subject.shows(caught.mishap.property, outcome.end);
  };
  auto shrunk = explore::shrink(subject.system(), caught.schedule, shows, runs_at_most);
  if (!shrunk) return false;
  caught.schedule = std::move(shrunk->schedule);
  caught.before = shrunk->before;
  caught.after = shrunk->after;
  return true;
}

report::Found told(const Caught& caught) {
  report::Found found{.property = caught.mishap.property,
                      .message = caught.mishap.message,
                      .where = caught.mishap.where,
                      .choices = caught.after.switches,
                      .steps = {}};
  for (const explore::Choice& choice : caught.schedule) {
    found.steps.push_back(choice.name + ": " + choice.operation);
  }
  return found;
}

}  // namespace faultline::cli
