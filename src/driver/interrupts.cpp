// SPDX-License-Identifier: Apache-2.0
//
// Requests and frees lines, and hands interrupts on to the fault path.
#include "driver/interrupts.hpp"

#include <algorithm>

#include "driver/smmu.hpp"

namespace faultline::driver {
namespace {

irq::Verdict handle_context(void* object, LineNumber) {
  const auto& source = *static_cast<const ContextInterrupt*>(object);
  return source.smmu->policy().on_context_interrupt(*source.smmu, source.bank);
}

irq::Verdict handle_global(void* object, LineNumber) {
  auto& smmu = *static_cast<Smmu*>(object);
  return smmu.policy().on_global_interrupt(smmu);
}

// Whether the line stands at `index` for the first time: combined lines are listed once for each
// interrupt that they carry.
bool is_first(std::span<const LineNumber> lines, std::size_t index) {
  return std::ranges::find(lines.first(index), lines[index]) == lines.first(index).end();
}

std::size_t count_distinct(std::span<const LineNumber> lines) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) count += is_first(lines, i) ? 1 : 0;
  return count;
}

}  // namespace

Result<void, WiringError> Interrupts::check() const {
  const Wiring& wiring = smmu_.config().wiring;
  const std::size_t global = count_distinct(wiring.global_lines);
  if (global > max_global_lines) return base::error(WiringError::too_many_global_lines);
  if (wiring.context_lines.size() < smmu_.bank_count()) {
    return base::error(WiringError::too_few_context_lines);
  }
  return {};
}

LineNumber Interrupts::context_line(BankIndex bank) const {
  const auto lines = smmu_.config().wiring.context_lines;
  FL_CHECK(bank.value < lines.size());
  return lines[bank.value];
}

// One kind for a line, whoever comes first: a hard handler and a one-shot thread do not share.
bool Interrupts::threaded(LineNumber line) const {
  if (!smmu_.flavour().threaded_context_faults()) return false;
  const auto lines = smmu_.config().wiring.context_lines;
  return std::ranges::find(lines, line) != lines.end();
}

irq::ActionRequest Interrupts::describe(const char* name, LineNumber line,
                                        irq::Handler handler) const {
  irq::ActionRequest request;
  request.name = name;
  request.shared = true;
  request.trigger = smmu_.config().wiring.trigger;
  if (threaded(line)) {
    // One-shot: the level stays up until the thread has come round.
    request.thread = handler;
    request.one_shot = true;
  } else {
    request.primary = handler;
  }
  return request;
}

Result<void, irq::RequestError> Interrupts::request_global() {
  const auto lines = smmu_.config().wiring.global_lines;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!is_first(lines, i)) continue;
    if (auto requested = request_line(lines[i]); !requested) {
      free_global();
      return requested;
    }
  }
  return {};
}

Result<void, irq::RequestError> Interrupts::request_line(LineNumber line) {
  const auto place = std::ranges::find_if(global_, [](const GlobalLine& at) { return !at.action; });
  FL_CHECK(place != global_.end());  // check() has counted
  place->line = line;
  place->action.emplace(describe("arm-smmu global fault", line, {handle_global, &smmu_}));
  auto requested = smmu_.config().interrupts.request(line, *place->action);
  if (requested) {
    note(*place->action, place->listening);
  } else {
    place->action.reset();
  }
  return requested;
}

void Interrupts::free_global() {
  for (GlobalLine& at : global_) {
    if (!at.action) continue;
    forget(at.listening);
    smmu_.config().interrupts.free(*at.action);
    at.action.reset();
  }
}

Result<void, irq::RequestError> Interrupts::request_context(BankIndex bank) {
  BankFaults& faults = smmu_.bank(bank).faults;
  FL_CHECK(!faults.action);
  faults.source = {&smmu_, bank};
  const LineNumber line = context_line(bank);
  faults.action.emplace(describe("arm-smmu-context-fault", line, {handle_context, &faults.source}));
  auto requested = smmu_.config().interrupts.request(line, *faults.action);
  if (requested) {
    note(*faults.action, faults.listening);
  } else {
    faults.action.reset();
  }
  return requested;
}

void Interrupts::free_context(BankIndex bank) {
  BankFaults& faults = smmu_.bank(bank).faults;
  if (!faults.action) return;
  forget(faults.listening);
  smmu_.config().interrupts.free(*faults.action);
  faults.action.reset();
}

// Between the request and this it may have been asked, and has found the gate shut.
void Interrupts::note(irq::Action& action, bool& listening) {
  port::Hold hold(lock_);
  listening = true;
  if (disabled_) smmu_.config().interrupts.disable_nosync(action);
}

// The core frees a disabled action as it is.
void Interrupts::forget(bool& listening) {
  port::Hold hold(lock_);
  listening = false;
}

template <typename Visit>
void Interrupts::for_each_listening(Visit&& visit) {
  for (GlobalLine& at : global_) {
    if (at.listening) visit(*at.action);
  }
  for (std::uint32_t at = 0; at < smmu_.bank_count(); ++at) {
    BankFaults& faults = smmu_.bank(BankIndex(static_cast<std::uint8_t>(at))).faults;
    if (faults.listening) visit(*faults.action);
  }
}

void Interrupts::disable() {
  port::Hold hold(lock_);
  if (disabled_) return;
  disabled_ = true;
  irq::Core& core = smmu_.config().interrupts;
  for_each_listening([&core](irq::Action& action) { core.disable_nosync(action); });
}

void Interrupts::enable() {
  port::Hold hold(lock_);
  if (!disabled_) return;
  disabled_ = false;
  irq::Core& core = smmu_.config().interrupts;
  for_each_listening([&core](irq::Action& action) { core.enable(action); });
}

void Interrupts::synchronise_context(BankIndex bank) {
  smmu_.config().interrupts.synchronise(context_line(bank));
}

// Goes by the wiring, not by what is requested: domains come and go meanwhile.
void Interrupts::ask_again() {
  irq::Core& core = smmu_.config().interrupts;
  const Wiring& wiring = smmu_.config().wiring;
  for (LineNumber line : wiring.global_lines) core.replay(line);
  for (LineNumber line : wiring.context_lines.first(smmu_.bank_count())) core.replay(line);
}

}  // namespace faultline::driver
