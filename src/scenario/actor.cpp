// SPDX-License-Identifier: Apache-2.0
//
// One function for each operation of the language.
#include "scenario/actor.hpp"

#include <fmt/format.h>

#include "base/bits.hpp"
#include "driver/error.hpp"

namespace faultline::scenario {

namespace {
constexpr std::uint64_t poll_ns = 50'000;
}

Actor::Actor(Machine& machine, Site& site, Master& master, const ThreadPlan& plan,
             std::vector<std::string>& trouble)
    : machine_(machine),
      site_(site),
      master_(master),
      plan_(plan),
      trouble_(trouble),
      thread_(machine.keep(plan.name), port::Priority::normal,
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
      run(step, Iova(step.iova + moved));
    }
  }
}

void Actor::repeat(const Step& step, std::uint64_t moved) {
  for (std::uint32_t i = 0; i < step.count; ++i) {
    run(step.steps, moved + i * step.stride);
  }
}

void Actor::run(const Step& step, Iova iova) {
  switch (step.operation) {
    case Operation::map: return map(step, iova);
    case Operation::unmap: return unmap(step, iova);
    case Operation::read:
    case Operation::write:
    case Operation::check:
    case Operation::fault: return transfer(step, iova);
    case Operation::submit:
      if (master_.gpu()) master_.gpu()->before_submit();
      return transfer(step, iova);
    case Operation::start: return start(step, iova);
    case Operation::drain: return drain();
    case Operation::get: return get();
    case Operation::put: return master_.power.put_autosuspend();
    case Operation::wait: return machine_.freezer.wait_ns(step.duration_ns);
    case Operation::wait_asleep: return wait_for_status(step, power::Status::suspended);
    case Operation::wait_awake: return wait_for_status(step, power::Status::active);
    case Operation::system_sleep: return sleep_system(step);
    case Operation::attach:
      if (auto result = master_.attach(); !result) complain(step, result.error());
      return;
    case Operation::detach:
      if (auto result = master_.detach(); !result) complain(step, result.error());
      return;
    case Operation::lookup: return lookup(step, iova);
    case Operation::unbind:
      if (auto result = master_.tear_down(); !result) return complain(step, result.error());
      return site_.remove();
    case Operation::take_crash_state:
      if (master_.gpu()) static_cast<void>(master_.gpu()->take_crash_state());
      return;
    case Operation::repeat: return;
  }
}

void Actor::map(const Step& step, Iova iova) {
  const std::uint64_t size = step.page_bytes * step.pages;
  const auto place = machine_.take_memory(size, step.page_bytes);
  if (!place) return complain(step, "the machine has no memory left");
  pgtable::Protection protection = pgtable::Protection::read | pgtable::Protection::cacheable;
  if (step.writable) protection = protection | pgtable::Protection::write;
  const driver::MapRequest request{.iova = iova,
                                   .address = *place,
                                   .page_bytes = step.page_bytes,
                                   .page_count = step.pages,
                                   .protection = protection};
  if (const auto result = master_.domain().map(request); !result) {
    machine_.give_back_memory(*place, size);
    return complain(step,
                    fmt::format("map of {:#x}: {}", iova.value, driver::name(result.error())));
  }
  memory_[iova.value] = *place;
}

void Actor::unmap(const Step& step, Iova iova) {
  const auto result = master_.domain().unmap(iova, step.page_bytes, step.pages);
  if (!result) {
    complain(step, fmt::format("unmap of {:#x}: {}", iova.value, driver::name(result.error())));
    return;
  }
  if (const auto place = memory_.find(iova.value); place != memory_.end()) {
    machine_.give_back_memory(place->second, step.page_bytes * step.pages);
    memory_.erase(place);
  }
}

sim::Transfer Actor::make(const Step& step, Iova iova) const {
  const std::size_t index = std::min<std::size_t>(step.stream, master_.streams().size() - 1);
  sim::Transfer transfer;
  transfer.stream = master_.streams()[index].id;
  transfer.iova = iova;
  transfer.count = step.count;
  transfer.stride_bytes = static_cast<std::uint32_t>(step.stride);
  transfer.kind.write = step.write || step.operation == Operation::write;
  transfer.kind.privileged = step.privileged;
  transfer.verify = step.operation == Operation::check;
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

void Actor::get() {
  if (!master_.power.resume_and_get()) trouble_.push_back(plan_.name + ": no power");
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

void Actor::lookup(const Step& step, Iova iova) {
  const auto expected = master_.domain().lookup(iova);
  const auto hardware = master_.domain().lookup_in_hardware(iova);
  if (expected != hardware) complain(step, "the tables and the SMMU disagree");
}

}  // namespace faultline::scenario
