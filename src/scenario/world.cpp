// SPDX-License-Identifier: Apache-2.0
//
// The life of a scenario, and what is asked about it afterwards.
#include "scenario/world.hpp"

#include <algorithm>

#include "driver/error.hpp"

namespace faultline::scenario {

namespace {

constexpr std::uint64_t slack_ns = 30'000'000;
constexpr std::uint64_t steps_at_most = 2'000'000'000;

std::set<LineNumber> lines_of(const fdt::SmmuNode& node) {
  std::set<LineNumber> lines;
  for (const LineNumber line : Site::global_lines(node)) lines.insert(line);
  for (const LineNumber line : Site::context_lines(node)) lines.insert(line);
  return lines;
}

model::PowerLoss power_loss_of(const std::string& word) {
  if (word == "zero") return model::PowerLoss::zero;
  if (word == "retained") return model::PowerLoss::retained;
  return model::PowerLoss::junk;
}

SmmuChoice adapted(SmmuChoice choice, const Scenario& scenario, std::uint64_t seed) {
  choice.configuration.behaviour.power_loss = power_loss_of(scenario.power_loss);
  choice.configuration.behaviour.junk_seed = seed;
  choice.configuration.behaviour.sync_duration_ns = 800;
  return choice;
}

}  // namespace

World::World(const fdt::SmmuNode& node, const SmmuChoice& choice, const Scenario& scenario,
             const RunOptions& options, const std::vector<MasterChoice>& masters,
             driver::FaultPolicy* policy, std::optional<driver::Sequences> sequences)
    : machine(MachineSettings{.cpus = scenario.cpus,
                              .seed = options.seed,
                              .runtime_pm = scenario.runtime_pm,
                              .print = options.print,
                              .lines = lines_of(node)}),
      site(machine, node, adapted(choice, scenario, options.seed),
           SiteOptions{.autosuspend_delay_ns = scenario.autosuspend_delay_ns.value_or(20'000'000),
                       .seed = options.seed,
                       .policy = policy,
                       .sequences = sequences}),
      scenario_(scenario),
      jury_(machine.kernel),
      noc_error_(machine.kernel) {
  machine.kernel.recorder().add(jury_);
  machine.kernel.recorder().add(noc_error_);
  for (trace::Sink* observer : options.observers) machine.kernel.recorder().add(*observer);
  for (const MasterChoice& master : masters) {
    masters_.push_back(std::make_unique<Master>(machine, site, master.plan, master.streams));
  }
  machine.executor.set_placement([&scenario](const char* name) -> std::uint8_t {
    for (const ThreadPlan& thread : scenario.threads) {
      if (thread.name == name) return static_cast<std::uint8_t>(thread.cpu % scenario.cpus);
    }
    return 0;  // interrupt threads run where their interrupt does
  });
}

Result<RunResult, std::string> World::run() {
  machine.kernel.set_limits(scenario_.time_limit_ns, steps_at_most);
  machine.kernel.spawn(sim::ContextKind::thread, "scenario", 0, port::Priority::normal,
                       port::Callback::to<&World::live>(*this));
  const sim::Stop stop = machine.kernel.run();
  if (!failure_.empty()) return base::error(failure_);
  if (stop != sim::Stop::finished) {
    for (const sim::Context* context : machine.kernel.stuck()) {
      end_.stuck.push_back({context->name, context->waits_for ? context->waits_for : "?"});
    }
  }
  const Totals totals = machine.ledger.totals();
  end_.lost_faults = totals.faults.lost;
  end_.stalls_left = totals.stalls.left;
  // A machine that died in the middle says nothing about how it would have ended.
  const bool died = stop == sim::Stop::finished && !lived_;
  if (!died) jury_.finish(end_);
  RunResult result;
  result.smmu = site.name;
  result.totals = totals;
  result.violations = jury_.violations();
  result.verdicts = jury_.verdicts();
  result.trouble = trouble_;
  result.finished = lived_;
  result.time_ns = machine.kernel.now_ns();
  result.steps = machine.kernel.steps();
  if (lived_) check_expectations(result);
  return result;
}

void World::live() {
  if (bring_up()) {
    act();
    rest();
    take_down();
    lived_ = true;
  }
  machine.kernel.stop();
}

Master* World::group_of(const Master& master) {
  for (auto& other : masters_) {
    if (other.get() == &master) break;
    for (const driver::StreamMatch& mine : master.streams()) {
      for (const driver::StreamMatch& theirs : other->streams()) {
        const unsigned differ = mine.id.value ^ theirs.id.value;
        const auto ignored = static_cast<unsigned>(mine.mask | theirs.mask);
        if ((differ & ~ignored) == 0 && other->up()) return other.get();
      }
    }
  }
  return nullptr;
}

bool World::bring_up() {
  if (const auto probed = site.probe(); !probed) {
    failure_ = site.path + ": not in service: " + std::string(driver::name(probed.error()));
    return false;
  }
  jury_.add_device(site.number, site.name, site.smmu.capabilities().pages);
  for (auto& master : masters_) {
    if (const auto up = master->bring_up(group_of(*master)); !up) {
      failure_ = up.error();
      return false;
    }
  }
  return true;
}

void World::act() {
  for (const ThreadPlan& plan : scenario_.threads) {
    const auto master = std::find_if(masters_.begin(), masters_.end(), [&](const auto& candidate) {
      return candidate->name == plan.master;
    });
    if (master == masters_.end()) continue;
    actors_.push_back(std::make_unique<Actor>(machine, site, **master, plan, trouble_));
  }
  for (auto& actor : actors_) {
    if (!machine.executor.start(actor->thread())) trouble_.push_back("no thread left");
  }
  for (auto& actor : actors_) machine.executor.join(actor->thread());
}

// Nobody wants anything any more: the SMMU has its autosuspend delay to fall asleep.
void World::rest() {
  if (!site.in_service()) return;
  const std::uint64_t delay_ns = scenario_.autosuspend_delay_ns.value_or(20'000'000);
  machine.clock.sleep_ns(delay_ns + slack_ns);
  end_.has_runtime_pm = site.has_power_domain() && scenario_.runtime_pm;
  end_.suspended = site.power.status() == power::Status::suspended;
  end_.idle_and_active = !end_.suspended;
  end_.gate_open = site.smmu.gate().state() == driver::GateState::open;
  for (auto& master : masters_) {
    end_.usages.push_back({master->name, master->power.usage_count()});
  }
}

void World::take_down() {
  for (auto master = masters_.rbegin(); master != masters_.rend(); ++master) {
    if (auto down = (*master)->tear_down(); !down) trouble_.push_back(down.error());
  }
  if (!site.in_service()) return;
  site.remove();
  if (machine.memory.blocks_in_use() > 0) trouble_.push_back("page tables were not given back");
}

void World::check_expectations(RunResult& result) const {
  const auto at_least = [&](const char* what, std::optional<std::uint64_t> wanted,
                            std::uint64_t got) {
    if (wanted && got < *wanted) {
      result.unmet.push_back(std::string(what) + ": " + std::to_string(got) + " of at least " +
                             std::to_string(*wanted));
    }
  };
  const Expectation& expected = scenario_.expectation;
  at_least("transactions", expected.transactions_at_least, result.totals.transactions.total);
  at_least("faults", expected.faults_at_least, result.totals.faults.raised);
  at_least("suspends", expected.suspends_at_least, result.totals.power.suspends);
  if (expected.lost && result.totals.faults.lost != *expected.lost) {
    result.unmet.push_back("lost faults: " + std::to_string(result.totals.faults.lost));
  }
}

bool RunResult::clean() const {
  return finished && violations.empty() && trouble.empty() && unmet.empty();
}

}  // namespace faultline::scenario
