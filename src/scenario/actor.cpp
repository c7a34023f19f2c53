// SPDX-License-Identifier: Apache-2.0
//
// The steps of a thread, but for those that change a domain (actor_domain.cpp).
#include "scenario/actor.hpp"

#include <fmt/format.h>

namespace faultline::scenario {

namespace {
constexpr std::uint64_t poll_ns = 50'000;
}

Actor::Actor(const Stage& stage, Master& master, const ThreadPlan& plan)
    : machine_(stage.machine),
      site_(stage.site),
      masters_(stage.masters),
      trouble_(stage.trouble),
      master_(master),
      plan_(plan),
      thread_(machine_.keep(plan.name), port::Priority::normal,
              port::Callback::to<static_cast<void (Actor::*)()>(&Actor::run)>(*this)) {}

void Actor::complain(const Step& step, const std::string& what) {
  trouble_.push_back(fmt::format("line {}: {}: {}", step.line, plan_.name, what));
}

void Actor::run() {
  machine_.freezer.enter();
  run(plan_.steps, 0);
  drain();
  machine_.freezer.leave();
}

void Actor::run(const std::vector<Step>& steps, std::uint64_t moved) {
  for (const Step& step : steps) {
    machine_.freezer.pause();
    if (step.operation == Operation::repeat) {
      repeat(step, moved);
    } else {
      run(step, place_of(step, moved));
    }
  }
}

Iova Actor::place_of(const Step& step, std::uint64_t moved) {
  const bool upper = step.upper && master_.up() && master_.processes();
  return Iova(step.iova + moved + (upper ? master_.processes()->upper_half() : 0));
}

void Actor::repeat(const Step& step, std::uint64_t moved) {
  for (std::uint32_t i = 0; i < step.count; ++i) {
    run(step.steps, moved + i * step.stride);
  }
}

void Actor::run(const Step& step, Iova iova) {
  switch (step.operation) {
    case Operation::map:
    case Operation::unmap:
    case Operation::lookup:
    case Operation::attach:
    case Operation::detach:
    case Operation::change_process: return run_on_domain(step, iova);
    case Operation::read:
    case Operation::write:
    case Operation::check:
    case Operation::fault: return transfer(step, iova);
    case Operation::submit:
      if (master_.gpu() && master_.up()) master_.gpu()->before_submit();
      return transfer(step, iova);
    case Operation::start: return start(step, iova);
    case Operation::drain: return drain();
    case Operation::get: return get(step);
    case Operation::put: return master_.power.put_autosuspend();
    case Operation::wait: return machine_.freezer.wait_ns(step.duration_ns);
    case Operation::wait_asleep: return wait_for_status(step, power::Status::suspended);
    case Operation::wait_awake: return wait_for_status(step, power::Status::active);
    case Operation::system_sleep: return sleep_system(step);
    case Operation::remove: return remove(step);
    case Operation::unbind: return unbind(step);
    case Operation::shutdown: return shut_down();
    case Operation::take_crash_state:
      if (master_.gpu()) static_cast<void>(master_.gpu()->take_crash_state());
      return;
    case Operation::repeat: return;
  }
}

std::uint32_t Actor::process_of(const Step& step) const {
  return step.upper || !master_.processes() ? 0 : master_.processes()->current();
}

sim::Transfer Actor::make(const Step& step, Iova iova) const {
  const std::size_t index = std::min<std::size_t>(step.stream, master_.streams().size() - 1);
  sim::Transfer transfer;
  transfer.stream = master_.streams()[index].id;
  transfer.iova = iova;
  transfer.count = step.count;
  transfer.stride_bytes = step.stride;
  transfer.kind.write = step.write || step.operation == Operation::write;
  transfer.kind.privileged = step.privileged;
  transfer.verify = step.operation == Operation::check;
  // So that no process' words look like another's.
  transfer.pattern = std::uint64_t{process_of(step)} << 56;
  return transfer;
}

void Actor::transfer(const Step& step, Iova iova) {
  sim::Transfer transfer = make(step, iova);
  master_.dma.start(transfer);
  master_.dma.wait(transfer);
  const std::uint32_t bad = transfer.aborted + transfer.zeroed + transfer.lost;
  switch (step.operation) {
    case Operation::read:
    case Operation::write:
    case Operation::check:
      if (bad > 0) complain(step, fmt::format("{} of {} accesses failed", bad, step.count));
      if (transfer.mismatched > 0) {
        complain(step, fmt::format("{} of {} words are wrong", transfer.mismatched, step.count));
      }
      break;
    case Operation::fault:
      if (transfer.done > 0) {
        complain(step, fmt::format("{} of {} accesses did not fault", transfer.done, step.count));
      }
      break;
    default: break;
  }
}

void Actor::start(const Step& step, Iova iova) {
  std::erase_if(started_, [](const auto& transfer) { return transfer->finished; });
  started_.push_back(std::make_unique<sim::Transfer>(make(step, iova)));
  master_.dma.start(*started_.back());
}

void Actor::drain() {
  for (auto& transfer : started_) master_.dma.wait(*transfer);
  started_.clear();
}

void Actor::get(const Step& step) {
  if (!master_.power.resume_and_get()) complain(step, "no power");
}

void Actor::wait_for_status(const Step& step, power::Status wanted) {
  const std::uint64_t until = machine_.clock.now_ns() + step.duration_ns;
  while (site_.power.status() != wanted) {
    if (machine_.clock.now_ns() >= until) {
      return complain(step, wanted == power::Status::suspended ? "the SMMU stays awake"
                                                               : "the SMMU stays asleep");
    }
    machine_.clock.sleep_ns(poll_ns);
  }
}

void Actor::sleep_system(const Step& step) {
  machine_.freezer.freeze_others();
  if (!machine_.sleep.suspend()) {
    complain(step, "the system does not go to sleep");
  } else {
    machine_.clock.sleep_ns(step.duration_ns);
    if (!machine_.sleep.resume()) complain(step, "the system does not wake cleanly");
  }
  machine_.freezer.thaw();
}

}  // namespace faultline::scenario
