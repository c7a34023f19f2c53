// SPDX-License-Identifier: Apache-2.0
//
// A scenario as data: which SMMU of a board, which masters behind it, what they and the system do
// and when, and what is expected of it. docs/scenarios.md has the language; scenario/language.hpp
// reads it.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace faultline::scenario {

enum class Operation : std::uint8_t {
  map,     // `pages` pages of `page_bytes` from `iova` on lead to fresh memory; `writable` or not
  unmap,   // the same range away again
  read,    // the master reads `count` words from `iova` on, `stride` apart
  write,   // the master writes them: word i becomes a pattern that follows from its address
  check,   // the master reads them and compares with that pattern
  fault,   // `count` accesses that are expected to fault, each at a new address from `iova` on,
           // `stride` apart
  submit,  // a GPU only: hands `count` accesses to the ring, with the driver's cool-down check
           // before
  start,   // like `fault`, but does not wait for them to end
  drain,   // waits until the master is idle
  get,     // the master's driver takes a power reference (resumes it and its SMMU)
  put,     // and drops it: autosuspend takes its course
  wait,    // `duration_ns` pass
  wait_asleep,       // until the SMMU is suspended, at most `duration_ns`
  wait_awake,        // until it is active, at most `duration_ns`
  system_sleep,      // the whole system sleeps for `duration_ns`
  attach,            // the master's streams to its domain
  detach,            // and away
  lookup,            // by software and, if the SMMU can, by the SMMU; both must agree
  remove,            // hot removal of the master alone; its accesses abort from here on
  unbind,            // hot removal of the SMMU, its masters first; all accesses abort from here on
  change_process,    // a GPU with split tables only: the lower half becomes that of `process`
  take_crash_state,  // a GPU only: its driver gives away what it captured, and makes room
  shutdown,          // the machine stops: the SMMU's driver blocks its streams, masters go on
  repeat,            // `steps`, `count` times; addresses move on by `stride` each time around
};

struct Step {
  Operation operation{};
  std::uint64_t iova = 0;
  std::uint64_t page_bytes = 4096;
  std::uint32_t pages = 1;
  std::uint32_t count = 1;
  std::uint64_t stride = 8;  // bytes; of `repeat`: how far every address moves on per round
  std::uint64_t duration_ns = 0;
  bool writable = true;  // of map
  bool write = false;    // of fault, start and submit: the accesses write
  bool privileged = false;
  bool upper = false;         // `iova` counts from the beginning of the upper half
  std::uint32_t process = 0;  // of change_process: whose; 0: nobody's, the lower half is empty
  std::uint32_t stream = 0;   // which of the master's streams, counted from 0
  std::vector<Step> steps;    // of repeat
  std::uint32_t line = 0;     // where it stands, for messages
};

enum class DomainKind : std::uint8_t {
  paging,    // an address space of its own
  identity,  // untranslated: addresses are those of memory
  blocked,   // everything faults
};

enum class MasterKind : std::uint8_t {
  dma,  // a plain bus master, whose driver only counts its faults
  gpu,  // an Adreno-like GPU with its driver: fault handler, stall switch, capture, watchdog
};

struct MasterPlan {
  std::string name;
  std::string node;  // path, or the last part of it; empty: any master of the SMMU that is left
  MasterKind kind = MasterKind::dma;
  DomainKind domain = DomainKind::paging;
  bool split = false;  // of a GPU: its own tables are the upper half, processes have the lower
  bool stall = false;  // faulting accesses wait for the verdict
  std::string verdict =
      "terminate";             // what its driver answers to a fault: terminate, retry, unhandled
  bool handler_wakes = false;  // its fault handler takes a power reference, and waits for it
  bool handler_reads = false;  // its fault handler reads the SMMU's registers, which it must not
  std::uint32_t line = 0;
};

// What one thread of the machine does, in order.
struct ThreadPlan {
  std::string name;
  std::string master;  // whose driver it is
  std::uint32_t cpu = 0;
  std::vector<Step> steps;
  std::uint32_t line = 0;
};

// What has to come out; nothing said: not looked at.
struct Expectation {
  std::optional<std::uint64_t> transactions_at_least;
  std::optional<std::uint64_t> faults_at_least;
  std::optional<std::uint64_t> suspends_at_least;
  std::optional<std::uint64_t> lost;
  std::vector<std::string> violations;  // the properties that must be violated; empty: none may be
};

// How it is explored, where it is.
struct Exploration {
  std::uint32_t interrupt_cpu = 0;  // where interrupts and their threads run; also of a run
  bool deadlines = false;           // a wait for somebody may also end by its deadline, at any time
  bool posted = true;               // register writes land later
  bool stores = false;              // stores into page tables arrive in memory later
  bool barriers = true;             // false: full barriers do not wait for them, as if left out
  std::uint32_t workers = 1;        // threads that do deferred work
};

// One change to a table of steps, as it is written: "suspend: sweep faults".
struct Alteration {
  enum class Kind : std::uint8_t { remove, swap, move, no_undo };
  Kind kind{};
  std::string text;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

// How the driver differs from the shipped one. scenario/alteration.hpp makes it.
struct DriverPlan {
  std::string policy;                   // one of policies(); empty: whatever the run is asked for
  std::string variant;                  // one of wrong_drivers(); empty: none of them
  std::vector<Alteration> alterations;  // in this order
};

struct Scenario {
  std::string title;
  std::string smmu;  // node path, or the last part of it; empty: the first enabled one
  std::optional<std::uint32_t> banks;
  std::optional<std::uint32_t> stream_groups;
  std::optional<std::uint64_t> autosuspend_delay_ns;
  bool runtime_pm = true;           // false: built without it, the SMMU stays on
  std::string power_loss = "junk";  // what is left after a power loss: junk, zero, retained
  // What the board refuses when the driver is to come up; it does so when it is tried again.
  std::string probe_refused = "never";  // never, clocks, interrupt
  std::uint32_t cpus = 2;
  // A line that nobody serves is given up after so many interrupts; nothing said: as Linux does.
  std::optional<std::uint32_t> spurious_limit;
  std::uint64_t time_limit_ns = 60'000'000'000;
  std::vector<MasterPlan> masters;
  std::vector<ThreadPlan> before;  // done one after the other, before the threads begin
  std::vector<ThreadPlan> threads;
  std::optional<DriverPlan> driver;
  Exploration exploration;
  Expectation expectation;
};

}  // namespace faultline::scenario
