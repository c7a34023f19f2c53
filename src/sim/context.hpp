// SPDX-License-Identifier: Apache-2.0
//
// A context: something that the machine runs step by step. A thread and an interrupt run on a CPU;
// an agent is hardware that runs beside the CPUs, a DMA master for instance.
#pragma once
#include <cstdint>

#include "port/executor.hpp"
#include "sim/fiber.hpp"
#include "sim/touch.hpp"

namespace faultline::sim {

enum class ContextKind : std::uint8_t { thread, interrupt, agent };

enum class ContextState : std::uint8_t {
  unused,
  ready,     // steps when its time has come
  blocked,   // sleeps until it is woken
  spinning,  // occupies its CPU until a spin lock is free
  gone,      // explored: has come to its end, and nobody takes its place
};

struct Context {
  explicit Context(StackPool& pool) : fiber(pool) {}

  Fiber fiber;
  ContextKind kind = ContextKind::thread;
  ContextState state = ContextState::unused;
  const char* name = "";
  std::uint16_t number = 0;
  std::uint8_t cpu = 0;
  port::Priority priority = port::Priority::normal;
  port::Callback body{};
  std::uint64_t ready_at_ns = 0;  // not before this time
  std::uint64_t deadline_ns = 0;  // of a sleep with an end; 0: none
  std::uint64_t turn = 0;         // who has run least recently goes first among equals
  unsigned spin_locks = 0;        // held: interrupts are masked, nobody else runs here
  unsigned no_preemption = 0;
  bool timed_out = false;
  bool idle_wait = false;           // it may sleep for ever: not a deadlock
  const char* waits_for = nullptr;  // what it sleeps or spins on
  Context* next = nullptr;          // in the list of who waits for the same
  // Explored: its next step.
  Action action{};
  const bool* until_clear = nullptr;  // not before this is false
  bool sleeps = false;                // until a time, and not for somebody
  bool masked = false;                // a thread: its CPU takes no interrupts
  const void* origin = nullptr;       // of an interrupt: its line or its timer
};

}  // namespace faultline::sim
