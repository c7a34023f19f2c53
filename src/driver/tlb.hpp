// SPDX-License-Identifier: Apache-2.0
//
// TLB maintenance with a bound on every wait. An SMMU that sleeps is not touched: its streams were
// blocked and everything was invalidated before the gate shut, and everything is invalidated again
// before the streams come back. IHI 0062, chapters on TLB maintenance operations.
#pragma once
#include <cstdint>

#include "base/result.hpp"
#include "base/types.hpp"
#include "driver/bank.hpp"
#include "driver/error.hpp"
#include "driver/rate_limit.hpp"
#include "driver/registers.hpp"
#include "port/atomic.hpp"

namespace faultline::driver {

class Smmu;

// What an invalidation is about. Constant while a domain owns its bank.
struct TlbTag {
  BankIndex bank;
  bool stage2 = false;
  Asid asid{};  // stage 1
  Vmid vmid{};  // stage 2
};

// A piece of input address space, and the smallest page in it.
struct TlbRange {
  Iova start;
  std::uint64_t size_bytes = 0;
  std::uint64_t stride_bytes = 0;
};

// How deep an invalidation by address goes.
enum class TlbDepth : std::uint8_t {
  last_level,  // leaves alone
  all_levels,  // walk caches too: tables were taken out
};

// No function blocks; each may spin for as long as Options::tlb_sync_timeout_ns. Any context.
class Tlb {
 public:
  // More strides than this are invalidated as one ASID or VMID. Published figures for one SMMUv2
  // are 67 us for 512 operations by address and 5.4 us for one by ASID, which breaks even near 40;
  // what else lives under the ASID has to be walked again, which moves it up.
  static constexpr std::uint64_t max_operations = 64;

  explicit Tlb(Smmu& smmu) : smmu_(smmu) {}
  Tlb(const Tlb&) = delete;
  Tlb& operator=(const Tlb&) = delete;

  // These look at the gate themselves (full barrier, try to enter, invalidate, sync, leave) and
  // succeed without a register access when it is shut. sync_timed_out: what was to be invalidated
  // may still be used. The change in memory that calls for the invalidation comes before the call.
  [[nodiscard]] Result<void, TlbError> invalidate(const TlbTag& tag, const TlbRange& range,
                                                  TlbDepth depth);
  [[nodiscard]] Result<void, TlbError> invalidate_all(const TlbTag& tag);

  // Everything of every bank. For sequences: the caller has access to the registers.
  // sync_timed_out.
  [[nodiscard]] Result<void, TlbError> invalidate_everything();

  // How often a synchronisation did not end in time. Any context.
  [[nodiscard]] std::uint32_t timeouts() const { return timeouts_.load(); }

 private:
  void write_range(const TlbTag& tag, const TlbRange& range, TlbDepth depth);
  [[nodiscard]] Result<void, TlbError> run_all(const TlbTag& tag);
  [[nodiscard]] Result<void, TlbError> sync_bank(BankIndex bank);
  [[nodiscard]] Result<void, TlbError> sync_global();
  template <typename Invalidate>
  [[nodiscard]] Result<void, TlbError> if_awake(Invalidate&& invalidate);
  template <typename Busy>
  [[nodiscard]] Result<void, TlbError> wait_while(Busy&& busy);
  void report_timeout();

  Smmu& smmu_;
  RateLimit limit_;  // of the log line
  port::Atomic<std::uint32_t> timeouts_{0};
};

}  // namespace faultline::driver
