// SPDX-License-Identifier: Apache-2.0
//
// A forest, a crew, a master; a checkpoint every few seconds.
#include "cli/explore_parallel.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <memory>

#include "cli/time_to_go.hpp"
#include "explore/build_id.hpp"
#include "explore/estimate.hpp"
#include "explore/parallel/checkpoint_file.hpp"
#include "explore/parallel/fork_crew.hpp"
#include "explore/parallel/master.hpp"
#include "explore/parallel/mpi_crew.hpp"
#include "explore/parallel/worker.hpp"

namespace faultline::cli {

namespace {

using Clock = std::chrono::steady_clock;
using explore::Checkpoint;

constexpr std::chrono::seconds between_checkpoints{3};
constexpr int writing_share = 20;  // at most one part in so many of the time goes into them

volatile std::sig_atomic_t interrupted = 0;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// One search, in whatever process.
struct Wanted {
  Subject& subject;
  const HuntOptions& options;
  const ParallelArguments& arguments;
  explore::Method method;
};

Result<Checkpoint, std::string> load(const Wanted& wanted, const std::string& path) {
  auto read = explore::load_checkpoint(path);
  if (!read) return std::unexpected(read.error().text());
  const std::string scenario = wanted.subject.saved();
  if (read->scenario != scenario || read->method != wanted.method) {
    return std::unexpected(fmt::format("{}: is of '{}' by {}, and not of '{}' by {}; name the same",
                                       path, read->scenario, name_of(read->method), scenario,
                                       name_of(wanted.method)));
  }
  if (read->build != explore::build_id()) {
    return std::unexpected(fmt::format(
        "{}: build {} has written it, and this is {}; go on with that one, or begin anew", path,
        read->build.empty() ? "without an id" : read->build, explore::build_id()));
  }
  return std::move(*read);
}

// The master's side of a search.
class Run {
 public:
  explicit Run(const Wanted& wanted) : wanted_(wanted) {}

  // Errors: of --resume.
  Result<void, std::string> begin() {
    explore::System& system = wanted_.subject.system();
    if (wanted_.arguments.resume.empty()) {
      forest_ = std::make_unique<explore::Forest>(system, wanted_.method);
      return {};
    }
    auto read = load(wanted_, wanted_.arguments.resume);
    if (!read) return std::unexpected(read.error());
    before_ = std::move(read->deadlock);
    forest_ = std::make_unique<explore::Forest>(system, wanted_.method, std::move(read->arms),
                                                read->counts, std::move(read->classes));
    return {};
  }

  Result<Hunted, std::string> go(explore::Crew& crew) {
    explore::MasterOptions options;
    if (wanted_.options.executions > 0) options.executions = wanted_.options.executions;
    options.go_on = [&] { return go_on(); };
    explore::Master master(crew, *forest_, std::move(options));
    master_ = &master;
    if (isatty(STDERR_FILENO) != 0) told_.emplace(estimated(), crew.size());
    const bool finished = master.run();
    told_.reset();
    if (!master.trouble().empty()) {
      return std::unexpected(wanted_.subject.name() + ": " + master.trouble());
    }
    if (!wanted_.arguments.checkpoint.empty()) save();
    if (!mistake_.empty()) return std::unexpected(mistake_);
    return hunted(finished);
  }

 private:
  Hunted hunted(bool finished) {
    const bool counts_on = wanted_.subject.counts_on();
    const explore::Counts& counts = forest_->counts();
    Hunted hunted{.run = {.scenario = wanted_.subject.name(),
                          .policy = wanted_.subject.policy(),
                          .strategy = wanted_.options.strategy,
                          .bound = {},
                          .remarks = wanted_.subject.remarks(),
                          .violations = {}},
                  .caught = {},
                  .difference = {}};
    report::SearchRun& run = hunted.run;
    run.exhaustive = finished;
    run.complete = counts.complete;
    run.sleep_blocked = counts.sleep_blocked;
    run.deadlocked = counts.deadlocked;
    run.classes = counts_on ? counts.classes : counts.complete + counts.deadlocked;
    run.longest = counts.longest;
    run.seconds = seconds_since(start_);
    if (!deadlock().empty()) catch_it(hunted);
    run.stopped = !finished && stops() && !hunted.caught.empty();
    return hunted;
  }

  // The execution that a worker has found, once more.
  void catch_it(Hunted& hunted) {
    explore::System& system = wanted_.subject.system();
    explore::Execution execution;
    system.begin();
    for (const auto process : deadlock()) {
      if (!system.enabled().has(process)) return;  // a checkpoint that somebody has changed
      execution.append(process, system.step(process));
    }
    static_cast<void>(system.complete());  // its verdict
    for (Mishap& mishap : wanted_.subject.mishaps()) {
      hunted.caught.push_back({std::move(mishap), explore::of(execution, system), {}, {}});
    }
  }

  // Whether it ends with the first finding.
  [[nodiscard]] bool stops() const {
    return !wanted_.subject.counts_on() && !wanted_.options.to_the_end;
  }

  double estimated() {
    constexpr unsigned milliseconds = 300;
    constexpr unsigned ways = 1000;
    return estimate(wanted_.subject.system(), wanted_.method, milliseconds, ways).executions;
  }

  [[nodiscard]] std::vector<explore::ProcessId> deadlock() const {
    return before_.empty() ? master_->deadlock() : before_;
  }

  bool go_on() {
    const bool news = forest_->counts().executions() > 0;
    if (!wanted_.arguments.checkpoint.empty() && news && Clock::now() >= next_) save();
    if (told_) told_->tell(forest_->counts().executions());
    const double limit = wanted_.options.seconds;
    if (limit > 0 && seconds_since(start_) > limit) return false;
    if (stops() && !deadlock().empty()) return false;
    return interrupted == 0 && mistake_.empty();
  }

  void save() {
    const auto began = Clock::now();
    const Checkpoint checkpoint{
        explore::build_id(), wanted_.subject.saved(),
        wanted_.method,      forest_->counts(),
        deadlock(),          {forest_->classes().begin(), forest_->classes().end()},
        forest_->save()};
    const auto saved = explore::save(checkpoint, wanted_.arguments.checkpoint);
    if (!saved) mistake_ = saved.error().text();
    const auto now = Clock::now();
    next_ = now + std::max<Clock::duration>(between_checkpoints, writing_share * (now - began));
  }

  const Wanted& wanted_;
  std::unique_ptr<explore::Forest> forest_;
  const explore::Master* master_ = nullptr;
  std::vector<explore::ProcessId> before_;  // the deadlock of the checkpoint
  const Clock::time_point start_ = Clock::now();
  Clock::time_point next_ = start_;  // of a checkpoint
  std::optional<TimeToGo> told_;
  std::string mistake_;
};

using Outcome = Result<std::optional<Hunted>, std::string>;

Outcome with(Run& run, explore::Crew& crew) {
  auto found = run.go(crew);
  if (!found) return std::unexpected(found.error());
  return std::move(*found);
}

// There is one subject in each process; a child's is the one that it was born with.
explore::Serve worker(const Wanted& wanted) {
  const std::shared_ptr<explore::System> system(&wanted.subject.system(), [](explore::System*) {});
  const explore::Worker::Options options{.twice = wanted.options.twice,
                                         .classes = wanted.subject.counts_on()};
  auto made =
      std::make_shared<explore::Worker>([system] { return system; }, wanted.method, options);
  return [made](std::string_view order) { return made->serve(order); };
}

// Rank 0 begins, or says why not; all others wait for orders in any case.
Outcome under_mpirun(const Wanted& wanted) {
  if (wanted.arguments.jobs > 0)
    return std::unexpected("mpirun says how many there are; leave -j out");
  const auto library =
      std::filesystem::read_symlink("/proc/self/exe").parent_path() / "libfaultline_mpi.so";
  const auto mpi = explore::start_mpi(library);
  if (!mpi) return std::unexpected(mpi.error());
  Outcome outcome = std::nullopt;
  if ((*mpi)->rank > 0) {
    explore::live_as_mpi_worker(**mpi, worker(wanted));
  } else {
    explore::MpiCrew crew(**mpi);
    Run run(wanted);
    if (const auto begun = run.begin()) {
      outcome = with(run, crew);
    } else {
      outcome = std::unexpected(begun.error());
    }
  }
  (*mpi)->finish();
  return outcome;
}

}  // namespace

void add_parallel_options(CLI::App& explore, ParallelArguments& arguments) {
  explore
      .add_option("-j,--jobs", arguments.jobs,
                  "So many processes search together; the counts are those of one")
      ->check(CLI::Range(1, 1024));
  explore.add_option("--checkpoint", arguments.checkpoint,
                     "Write to this file every few seconds, and at Ctrl-C, how far the search is");
  explore.add_option("--resume", arguments.resume,
                     "Go on from such a file, with the same program, size and strategy");
}

bool parallel_wanted(const ParallelArguments& arguments) {
  return arguments.jobs > 0 || !arguments.checkpoint.empty() || !arguments.resume.empty() ||
         explore::started_by_mpirun() > 1;
}

Result<std::optional<Hunted>, std::string> hunt_in_parallel(Subject& subject,
                                                            const HuntOptions& options,
                                                            const ParallelArguments& arguments) {
  const auto method = explore::method_named(options.strategy);
  if (!method) {
    return std::unexpected("-j, --checkpoint, --resume and mpirun are not for samples");
  }
  const bool alone =
      arguments.checkpoint.empty() && arguments.resume.empty() && explore::started_by_mpirun() <= 1;
  if (!alone && !subject.numbered_alike()) {
    return std::unexpected(
        "--checkpoint, --resume and mpirun are for --litmus: what a scenario's processes are "
        "called "
        "depends on what was run before; -j searches a scenario with several processes");
  }
  const Wanted wanted{subject, options, arguments, *method};
  std::signal(SIGINT, [](int) { interrupted = 1; });
  std::signal(SIGTERM, [](int) { interrupted = 1; });
  if (explore::started_by_mpirun() > 1) return under_mpirun(wanted);
  Run run(wanted);
  if (const auto begun = run.begin(); !begun) return std::unexpected(begun.error());
  explore::ForkCrew crew(std::max(arguments.jobs, 1u), worker(wanted));
  return with(run, crew);
}

}  // namespace faultline::cli
