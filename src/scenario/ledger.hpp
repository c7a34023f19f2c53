// SPDX-License-Identifier: Apache-2.0
//
// Counts a run from outside of the driver: what the model raised, what clients and the log were
// told, and whether the two agree, matched by bank and address.
#pragma once
#include <cstdint>
#include <map>
#include <tuple>

#include "oracle/last_look.hpp"
#include "trace/sink.hpp"

namespace faultline::scenario {

struct FaultTotals {
  std::uint64_t raised = 0;      // every fault that the SMMUs detected
  std::uint64_t reported = 0;    // told to a client or the log, matched with what was raised
  std::uint64_t overflowed = 0;  // had no syndrome of its own: MULTI says that there were more
  std::uint64_t suppressed =
      0;                   // of the reported: the log line was left out by the rate limit, counted
  std::uint64_t lost = 0;  // recorded and never told
  std::uint64_t invented = 0;  // told and never raised
  std::uint64_t late = 0;      // not among the raised: recorded after the last look (LastLook)
};

struct Totals {
  FaultTotals faults;
  struct {
    std::uint64_t entered = 0, resumed = 0, left = 0;
  } stalls;
  struct {
    std::uint64_t delivered = 0, declined = 0, disabled_lines = 0;
  } interrupts;
  struct {
    std::uint64_t suspends = 0, resumes = 0, losses = 0;
  } power;
  struct {
    std::uint64_t total = 0, while_off = 0;
  } accesses;
  struct {
    std::uint64_t total = 0, translated = 0, faulted = 0, stalled = 0, bypassed = 0;
  } transactions;
};

class Ledger final : public trace::Sink {
 public:
  void record(const trace::Event& event) override;
  // Tells it which power devices are SMMUs: only their suspends are counted.
  void count_power_of(std::uint32_t device) { power_devices_[device] = true; }
  [[nodiscard]] Totals totals() const;

 private:
  using Place = std::tuple<std::uint32_t, std::uint64_t, std::uint64_t>;  // device, bank, address

  void raised(const trace::Event& event, const Place& place);
  void told(const Place& place);

  Totals totals_;
  oracle::LastLook last_look_;
  std::map<Place, std::int64_t> open_;  // raised less told
  std::map<Place, std::uint64_t> late_;
  std::uint64_t recorded_ = 0;
  std::map<std::uint64_t, bool> power_devices_;
};

}  // namespace faultline::scenario
