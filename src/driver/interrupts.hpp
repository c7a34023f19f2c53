// SPDX-License-Identifier: Apache-2.0
//
// The SMMU's interrupt lines: global ones, and one for each context bank. Wherever lines are wired
// together each bank still has its own handler, and all handlers of one line are of one kind, hard
// or threaded, because a line that mixes them is refused to whoever comes second.
#pragma once
#include <array>
#include <cstdint>
#include <optional>

#include "base/result.hpp"
#include "base/types.hpp"
#include "irq/action.hpp"
#include "irq/error.hpp"
#include "port/lock.hpp"

namespace faultline::driver {

class Smmu;

enum class WiringError : std::uint8_t {
  too_few_context_lines,  // fewer than banks
  too_many_global_lines,  // more different ones than max_global_lines
};

class Interrupts {
 public:
  static constexpr std::size_t max_global_lines = 16;

  explicit Interrupts(Smmu& smmu) : smmu_(smmu) {}
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

  // Whether every bank's interrupt is wired. There may be no global line, as on msm8998: then
  // global faults are recorded and nobody is told. Needs the number of banks; touches nothing. More
  // context lines than banks are none of ours. Any context.
  [[nodiscard]] Result<void, WiringError> check() const;

  // All global lines, each once however often it is listed; or none, and the first refusal is
  // returned. Handlers may run before this returns: the gate keeps them from the registers until it
  // is opened. Thread context.
  [[nodiscard]] Result<void, irq::RequestError> request_global();
  // Waits for handlers that run. None requested: nothing happens. Thread context.
  void free_global();

  // The bank's line. Its domain has been set; the bank is not requested. An error leaves nothing,
  // and the bank must not be used: its faults would be silent. Thread context.
  [[nodiscard]] Result<void, irq::RequestError> request_context(BankIndex bank);
  // Waits for handlers that run, clients' included: no lock that they take, and never from a
  // client's fault handler. Not requested: nothing happens. Thread context.
  void free_context(BankIndex bank);
  // Waits until no handler of the bank's line runs; the same rules. Thread context.
  void synchronise_context(BankIndex bank);

  // From here on no handler of this SMMU is asked any more, what is requested later included; one
  // that runs still runs. Others that share a line are not concerned. Any context.
  void disable();
  // Takes that back; also when nothing is disabled.
  void enable();

  // Has every line that is requested asked once more, in the context of its interrupt: for faults
  // that were recorded while handlers were turned away. Any context.
  void ask_again();

 private:
  [[nodiscard]] LineNumber context_line(BankIndex bank) const;
  [[nodiscard]] bool threaded(LineNumber line) const;
  [[nodiscard]] irq::ActionRequest describe(const char* name, LineNumber line,
                                            irq::Handler handler) const;
  [[nodiscard]] Result<void, irq::RequestError> request_line(LineNumber line);

  Smmu& smmu_;
  // Requested; from here on disable() and enable() know of it, until forget().
  void note(irq::Action& action, bool& listening);
  // About to be freed.
  void forget(bool& listening);
  template <typename Visit>
  void for_each_listening(Visit&& visit) FL_REQUIRES(lock_);

  struct GlobalLine {
    LineNumber line;
    std::optional<irq::Action> action;
    bool listening = false;
  };
  std::array<GlobalLine, max_global_lines> global_;  // those in use come first
  // `listening` of all lines is guarded by it, too: requested, and not about to be freed.
  port::SpinLock lock_{"smmu interrupts"};
  bool disabled_ FL_GUARDED_BY(lock_) = false;
};

}  // namespace faultline::driver
