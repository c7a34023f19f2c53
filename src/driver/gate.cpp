// SPDX-License-Identifier: Apache-2.0
//
// The gate's word: two bits of state above thirty bits that count holders. Every change is one
// compare-and-swap, so that "closing, and nobody is left" turns into "closed" or does not, and
// nobody can slip in between.
#include "driver/gate.hpp"

#include "base/check.hpp"
#include "port/barrier.hpp"

namespace faultline::driver {
namespace {

constexpr unsigned state_shift = 30;
constexpr std::uint32_t holders_mask = (1U << state_shift) - 1;

constexpr GateState state_of(std::uint32_t word) {
  return static_cast<GateState>(word >> state_shift);
}
constexpr std::uint32_t holders_of(std::uint32_t word) {
  return word & holders_mask;
}
constexpr std::uint32_t make(GateState state, std::uint32_t holders) {
  return static_cast<std::uint32_t>(state) << state_shift | holders;
}

}  // namespace

GateState Gate::state() const {
  return state_of(word_.load());
}

std::uint32_t Gate::holders() const {
  return holders_of(word_.load());
}

bool Gate::enter() {
  return admit(Admit::open_only);
}

bool Gate::reenter() {
  return admit(Admit::closing_too);
}

bool Gate::admit(Admit whom) {
  std::uint32_t seen = word_.load();
  for (;;) {
    const GateState state = state_of(seen);
    const bool welcome =
        state == GateState::open || (state == GateState::closing && whom == Admit::closing_too);
    if (!welcome) {
      emit(trace::Kind::token_refused, static_cast<std::uint64_t>(state));
      return false;
    }
    FL_CHECK(holders_of(seen) < holders_mask);
    if (word_.compare_exchange(seen, seen + 1)) break;
  }
  emit(trace::Kind::token_taken, holders_of(seen) + 1);
  return true;
}

void Gate::leave() {
  const std::uint32_t before = word_.fetch_sub(1);
  FL_CHECK(holders_of(before) > 0);
  emit(trace::Kind::token_left, holders_of(before) - 1);
  if (before != make(GateState::closing, 1)) return;
  // Whoever closes looks at the word with the lock held and then sleeps, which gives the lock up:
  // passing through it makes sure that it either has seen the word as it is now or is asleep.
  port::Hold hold(lock_);
  left_.wake_all();
}

// Closed, if it is closing and nobody holds a token.
bool Gate::commit() {
  std::uint32_t expected = make(GateState::closing, 0);
  if (!word_.compare_exchange(expected, make(GateState::closed, 0))) return false;
  // Nobody sees the word closed and the old epoch together and draws a conclusion: it is read only
  // by holders of a token, and none is given before this thread opens the gate again.
  const std::uint64_t epoch = epoch_.fetch_add(1) + 1;
  emit(trace::Kind::gate_changed, static_cast<std::uint64_t>(GateState::closed), epoch);
  return true;
}

Result<void, GateError> Gate::close(std::uint64_t patience_ns) {
  if (state() == GateState::closed) return {};
  FL_CHECK(state() == GateState::open);
  set_state(GateState::closing);
  const std::uint64_t now_ns = clock_.now_ns();
  const std::uint64_t for_ever = ~std::uint64_t{0} >> 1;  // clocks may be signed
  const std::uint64_t deadline_ns =
      patience_ns > for_ever - now_ns ? for_ever : now_ns + patience_ns;
  {
    port::Hold hold(lock_);
    if (port::await_until(left_, lock_, deadline_ns, [this] { return commit(); })) return {};
  }
  // Those who were turned away meanwhile had their store seen by a full barrier before they looked;
  // this one is its counterpart, as in open().
  set_state(GateState::open);
  port::full_barrier();
  return base::error(GateError::busy);
}

void Gate::close_at_last() {
  constexpr std::uint64_t patience_ns = 1'000'000'000;
  while (!close(patience_ns)) {
  }
}

void Gate::open() {
  if (state() == GateState::open) return;
  FL_CHECK(state() == GateState::closed);
  set_state(GateState::open);
  port::full_barrier();
}

// Holders stay as they are. Only the one thread that opens and closes calls this.
void Gate::set_state(GateState state) {
  std::uint32_t seen = word_.load();
  while (!word_.compare_exchange(seen, make(state, holders_of(seen)))) {
  }
  emit(trace::Kind::gate_changed, static_cast<std::uint64_t>(state), epoch());
}

void Gate::emit(trace::Kind kind, std::uint64_t value, std::uint64_t extra) {
  sink_.record(
      {.kind = kind, .device = device_, .subject = device_, .value = value, .extra = extra});
}

Admission GatePolicy::admit(Purpose) {
  if (!gate_.enter()) return {};
  return {.admitted = true, .epoch = gate_.epoch()};
}

Admission GatePolicy::readmit(Purpose) {
  if (!gate_.reenter()) return {};
  return {.admitted = true, .epoch = gate_.epoch()};
}

void GatePolicy::release(Purpose, const Admission&) {
  gate_.leave();
}

}  // namespace faultline::driver
