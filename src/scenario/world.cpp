// SPDX-License-Identifier: Apache-2.0
//
// The life of a scenario, and what is asked about it afterwards.
#include "scenario/world.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "driver/error.hpp"
#include "scenario/expectations.hpp"

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

SmmuChoice adapted(SmmuChoice choice, const Scenario& scenario, const RunOptions& options) {
  choice.configuration.behaviour.power_loss = power_loss_of(scenario.power_loss);
  choice.configuration.behaviour.junk_seed = options.seed;
  choice.configuration.behaviour.sync_duration_ns = options.staged ? 0 : 800;
  return choice;
}

irq::Options interrupts_of(const Scenario& scenario) {
  irq::Options options;
  if (scenario.spurious_limit) {
    options.spurious.interrupts = *scenario.spurious_limit;
    options.spurious.unhandled = *scenario.spurious_limit - 1;
  }
  return options;
}

}  // namespace

World::World(const fdt::SmmuNode& node, const SmmuChoice& choice, const Scenario& scenario,
             const RunOptions& options, const std::vector<MasterChoice>& masters,
             const Variant& variant)
    : machine(MachineSettings{.cpus = scenario.cpus,
                              .seed = options.seed,
                              .interrupts = interrupts_of(scenario),
                              .runtime_pm = scenario.runtime_pm,
                              .workers = options.staged ? scenario.exploration.workers : 4u,
                              .print = options.print,
                              .lines = lines_of(node)}),
      site(machine, node, adapted(choice, scenario, options),
           SiteOptions{
               .autosuspend_delay_ns = scenario.autosuspend_delay_ns.value_or(20'000'000),
               .seed = options.seed,
               .interrupt_cpu = static_cast<std::uint8_t>(scenario.exploration.interrupt_cpu),
               .posted = scenario.exploration.posted,
               .policy = variant.policy,
               .sequences = variant.sequences,
               .sleep = variant.sleep}),
      gated_(variant.policy == nullptr),
      scenario_(scenario),
      staged_(options.staged),
      jury_(machine.kernel, !options.staged),
      noc_error_(machine.kernel) {
  machine.kernel.recorder().add(jury_);
  machine.kernel.recorder().add(noc_error_);
  for (trace::Sink* observer : options.observers) machine.kernel.recorder().add(*observer);
  for (const MasterChoice& master : masters) {
    masters_.push_back(std::make_unique<Master>(machine, site, master.plan, master.streams));
  }
  machine.executor.set_placement([this](const char* name) { return cpu_of(name); });
}

// By the place of the name, not by its letters: an interrupt's thread may be called the same.
std::uint8_t World::cpu_of(const char* name) const {
  const auto place = cpus_.find(name);
  // Interrupt threads run where interrupts do.
  return place == cpus_.end() ? static_cast<std::uint8_t>(scenario_.exploration.interrupt_cpu)
                              : place->second;
}

Result<RunResult, std::string> World::run() {
  machine.kernel.set_limits(scenario_.time_limit_ns, steps_at_most);
  machine.kernel.spawn(sim::ContextKind::thread, "scenario", 0, port::Priority::normal,
                       port::Callback::to<&World::live>(*this));
  const sim::Stop stop = machine.kernel.run();
  if (!failure_.empty()) return base::error(failure_);
  return result(stop);
}

RunResult World::result(sim::Stop stop) {
  RunResult result;
  result.smmu = site.name;
  result.totals = machine.ledger.totals();
  for (const auto& master : masters_) {
    result.masters.push_back({.name = master->name,
                              .streams = master->streams(),
                              .bank = master->bank(),
                              .shares = master->group() ? master->group()->name : "",
                              .transactions = master->dma.transactions(),
                              .reported = master->handler.told});
  }
  result.trouble = trouble_;
  result.finished = lived_;
  result.died = stop == sim::Stop::finished && !lived_;
  explain(stop, result);
  end_.lost_faults = result.totals.faults.lost;
  end_.stalls_left = result.totals.stalls.left;
  if (stop == sim::Stop::quiet) {
    for (const sim::Context* context : machine.kernel.stuck()) {
      end_.stuck.push_back({context->name, context->waits_for ? context->waits_for : "?"});
    }
  }
  // A machine that died or was given up in the middle says nothing about how it would have ended.
  if (!result.died && result.gave_up.empty()) jury_.finish(end_);
  result.violations = jury_.violations();
  result.verdicts = jury_.verdicts();
  result.time_ns = machine.kernel.now_ns();
  result.steps = machine.kernel.steps();
  check_expectations(scenario_.expectation, result);
  return result;
}

// Of a run that reached a limit: which one, and who waited for what then.
void World::explain(sim::Stop stop, RunResult& result) const {
  if (stop == sim::Stop::time_limit) {
    result.gave_up = "the time limit of " + std::to_string(scenario_.time_limit_ns / 1'000'000) +
                     " ms of virtual time";
  }
  if (stop == sim::Stop::step_limit) {
    result.gave_up = "the limit of " + std::to_string(steps_at_most) + " steps";
  }
  if (result.gave_up.empty()) return;
  for (const sim::Context* context : machine.kernel.stuck()) {
    result.trouble.push_back(std::string(context->name) + " was waiting for " +
                             (context->waits_for ? context->waits_for : "?"));
  }
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
  if (scenario_.probe_refused != "never") {
    if (!site.is_refused(scenario_.probe_refused)) trouble_.push_back("probe was not refused");
    look_at_clocks();
  }
  if (const auto probed = site.probe(); !probed) {
    failure_ = site.path + ": not in service: " + std::string(driver::name(probed.error()));
    return false;
  }
  jury_.add_device(site.number, site.name, site.smmu.capabilities().pages, site.supplies());
  for (auto& master : masters_) {
    if (const auto up = master->bring_up(group_of(*master)); !up) {
      failure_ = up.error();
      return false;
    }
  }
  return true;
}

// Makes who acts.
void World::cast() {
  const auto make = [&](const ThreadPlan& plan) {
    const auto master = std::find_if(masters_.begin(), masters_.end(), [&](const auto& candidate) {
      return candidate->name == plan.master;
    });
    FL_CHECK(master != masters_.end());
    actors_.push_back(
        std::make_unique<Actor>(Actor::Stage{machine, site, masters_, trouble_}, **master, plan));
    cpus_[actors_.back()->thread().name] = static_cast<std::uint8_t>(plan.cpu % scenario_.cpus);
  };
  for (const ThreadPlan& plan : scenario_.before) make(plan);
  for (auto& actor : actors_) {
    if (machine.executor.start(actor->thread())) machine.executor.join(actor->thread());
  }
  for (const ThreadPlan& plan : scenario_.threads) make(plan);
}

void World::act() {
  cast();
  const std::span threads(actors_.begin() + static_cast<std::ptrdiff_t>(scenario_.before.size()),
                          actors_.end());
  for (auto& actor : threads) {
    if (!machine.executor.start(actor->thread())) trouble_.push_back("no thread left");
  }
  for (auto& actor : threads) machine.executor.join(actor->thread());
}

void World::live_staged() {
  if (bring_up()) {
    cast();
    machine.clock.sleep_ns(scenario_.autosuspend_delay_ns.value_or(20'000'000) + slack_ns);
    lived_ = true;
  }
  machine.kernel.stop();
  machine.kernel.running()->idle_wait = true;
  machine.kernel.block("the end", 0);
}

Result<void, std::string> World::prepare() {
  FL_CHECK(staged_);
  site.bus.set_posted(false);  // what comes before is not what is explored
  machine.kernel.set_limits(scenario_.time_limit_ns, steps_at_most);
  machine.kernel.spawn(sim::ContextKind::thread, "scenario", 0, port::Priority::normal,
                       port::Callback::to<&World::live_staged>(*this));
  const sim::Stop stop = machine.kernel.run();
  if (!failure_.empty()) return base::error(failure_);
  if (stop != sim::Stop::finished) return base::error("the scenario's beginning does not end");
  if (!lived_) return base::error("the machine died before the scenario's threads began");
  site.bus.set_posted(scenario_.exploration.posted);
  for (std::size_t i = scenario_.before.size(); i < actors_.size(); ++i) {
    if (!machine.executor.start(actors_[i]->thread())) return base::error("no thread left");
  }
  return {};
}

bool World::conclude() {
  const bool died = machine.kernel.stopped();
  if (!died && !under_way_) {
    look_back();
    end_.lost_faults = machine.ledger.totals().faults.lost;
    end_.stalls_left = machine.ledger.totals().stalls.left;
    for (const sim::Context* context : machine.kernel.stuck()) {
      end_.stuck.push_back({context->name, context->waits_for ? context->waits_for : "a lock"});
    }
    jury_.finish(end_);
  }
  return violations().empty() && !died;
}

// Nobody wants anything any more: the SMMU has its autosuspend delay to fall asleep.
void World::rest() {
  const std::uint64_t delay_ns = scenario_.autosuspend_delay_ns.value_or(20'000'000);
  machine.clock.sleep_ns(delay_ns + slack_ns);
  look_back();
}

// At who is still awake.
void World::look_back() {
  for (auto& master : masters_) {
    end_.usages.push_back({master->name, master->power.usage_count()});
  }
  if (!site.in_service() || site.is_shut_down()) return look_at_clocks();
  end_.has_runtime_pm = site.has_power_domain() && scenario_.runtime_pm;
  end_.suspended = end_.has_runtime_pm && site.power.status() == power::Status::suspended;
  end_.idle_and_active = !end_.suspended;
  if (end_.suspended) look_at_clocks();
  // Another policy has no use for the gate.
  end_.gate_open = !gated_ || site.smmu.gate().state() == driver::GateState::open;
}

// Of an SMMU that needs none.
void World::look_at_clocks() {
  end_.usages.push_back({"the clocks", static_cast<std::int64_t>(site.clock_users())});
  if (site.in_service() && !site.is_shut_down()) return;
  end_.usages.push_back({"the status of " + site.name, site.says_active() ? 1 : 0});
}

void World::take_down() {
  for (auto master = masters_.rbegin(); master != masters_.rend(); ++master) {
    if (auto down = (*master)->tear_down(); !down) trouble_.push_back(down.error());
  }
  if (site.in_service()) site.remove();
  look_at_clocks();
  if (machine.memory.blocks_in_use() > 0) trouble_.push_back("page tables were not given back");
}

}  // namespace faultline::scenario
