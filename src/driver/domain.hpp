// SPDX-License-Identifier: Apache-2.0
//
// One address space behind an SMMU: page tables and a context bank (paging), no translation at all
// (identity), or nothing but faults (blocked). Streams of any number of masters are attached to it.
#pragma once
#include <cstdint>
#include <optional>
#include <span>

#include "base/result.hpp"
#include "base/types.hpp"
#include "driver/error.hpp"
#include "driver/stream_map.hpp"
#include "driver/tlb.hpp"
#include "pgtable/formats.hpp"
#include "pgtable/protection.hpp"
#include "pgtable/table.hpp"
#include "port/atomic.hpp"
#include "trace/event.hpp"

namespace faultline::driver {

class Smmu;
class FaultHandler;

enum class DomainKind : std::uint8_t { paging, identity, blocked };

struct DomainOptions {
  DomainKind kind = DomainKind::paging;
  // The domain's own table translates the upper end of the address space; TTBR0 is left to
  // per-process tables (flavour/adreno_context.hpp). Stage 1 only.
  pgtable::Region region = pgtable::Region::lower;
  bool stall = false;                     // faulting transactions wait for the handler's verdict
  bool gpu = false;                       // on an Adreno SMMU: the GPU's, which is tied to bank 0
  FaultHandler* fault_handler = nullptr;  // told of each fault; may be null. Outlives the domain's
                                          // open time.
};

// Where a piece of the input address space is to lead.
struct MapRequest {
  Iova iova;
  PhysAddr address;
  std::uint64_t page_bytes = 0;
  std::uint64_t page_count = 0;
  pgtable::Protection protection{};
};

// Contexts. open, close, attach and detach: thread context, may sleep, one at a time for a domain,
// never from a client's fault handler, which detach and close wait for.
// map, unmap and lookup: any context, without locks, at the same time for ranges that do not
// overlap (pgtable/table.hpp); not while the domain is opened or closed.
// The SMMU may be asleep for all of them: what it has to know it gets when it wakes.
class Domain final : private pgtable::FlushSink {
 public:
  // The SMMU outlives the domain.
  explicit Domain(Smmu& smmu);
  // Must have been closed, or never opened.
  ~Domain();
  Domain(const Domain&) = delete;
  Domain& operator=(const Domain&) = delete;

  // Paging: allocates a context bank, makes an empty table, requests the bank's fault interrupt and
  // programs the bank. not_probed, no_bank, unsupported_format, out_of_tables, no_interrupt:
  // nothing is left of it.
  [[nodiscard]] Result<void, DomainError> open(const DomainOptions& options);
  // Gives everything back. Handlers that run are waited for, faults that were recorded are
  // delivered, transactions that still stall are terminated, translations are invalidated.
  // streams_attached: nothing was done. flush_failed: the bank no longer translates and has no
  // interrupt, but hardware may still use what it cached: bank and tables are kept. Close again
  // after a reset; nothing else may be done with the domain. Success when it is closed already.
  [[nodiscard]] Result<void, DomainError> close();
  [[nodiscard]] bool is_open() const { return open_; }

  // Leads the streams here, or none of them; from then on no transaction of them goes elsewhere or
  // untranslated. As StreamMap::add. The domain is open.
  [[nodiscard]] Result<void, StreamError> attach(std::span<const StreamMatch> streams);
  // Takes them away; they meet what unknown streams meet. Transactions under way end first: what
  // was translated before is not used after it returned. not_mapped: nothing was done.
  // sync_timed_out is logged and left to close().
  [[nodiscard]] Result<void, StreamError> detach(std::span<const StreamMatch> streams);

  // As pgtable::Table::map; not_paging.
  [[nodiscard]] Result<void, MapError> map(const MapRequest& request);
  // As pgtable::Table::unmap; when it returns, no transaction uses the old translations.
  // sync_timed_out: the range is unmapped, but that cannot be promised: do not reuse the pages.
  [[nodiscard]] Result<void, MapError> unmap(Iova iova, std::uint64_t page_bytes,
                                             std::uint64_t page_count);
  // By reading the tables. Identity domains lead every address to itself.
  [[nodiscard]] std::optional<PhysAddr> lookup(Iova iova) const;
  // By asking the SMMU (stage 1, ATS1PR), if it is awake, can, and answers within
  // Options::translation_timeout_ns; otherwise by reading the tables, with a line in the log where
  // that is a defect. IHI 0062, address translation operations.
  [[nodiscard]] std::optional<PhysAddr> lookup_in_hardware(Iova iova);

  [[nodiscard]] Smmu& smmu() const { return smmu_; }
  [[nodiscard]] const DomainOptions& options() const { return options_; }
  // Constant while open; of paging domains.
  [[nodiscard]] BankIndex bank() const { return tag_.bank; }
  [[nodiscard]] const TlbTag& tag() const { return tag_; }
  [[nodiscard]] pgtable::Table& table() { return table_; }
  // What may be mapped, as a set of powers of two; of paging domains.
  [[nodiscard]] std::uint64_t page_sizes() const;
  [[nodiscard]] FaultHandler* fault_handler() const { return options_.fault_handler; }

 private:
  class UnmapSink;

  // FlushSink, for the table.
  void range(Iova start, std::uint64_t size_bytes, std::uint64_t stride_bytes) override;
  [[nodiscard]] bool walk(Iova start, std::uint64_t size_bytes,
                          std::uint64_t stride_bytes) override;
  [[nodiscard]] bool all() override;

  [[nodiscard]] Result<void, DomainError> open_paging();
  [[nodiscard]] Result<bool, DomainError> wants_stage2() const;
  [[nodiscard]] Result<void, DomainError> take_bank(bool stage2);
  [[nodiscard]] Result<void, DomainError> open_table();
  void fill_bank();
  void write_bank();
  void release_bank();
  void quiesce();
  [[nodiscard]] StreamTarget target() const;
  void emit_streams(trace::Kind kind, std::span<const StreamMatch> streams);

  Smmu& smmu_;
  DomainOptions options_{};
  TlbTag tag_{};
  pgtable::Table table_;
  bool open_ = false;
  bool walked_ = false;    // hardware may have seen the table
  bool quiesced_ = false;  // closing: the bank is off, and only its storage is left
  port::Atomic<std::uint32_t> stream_count_{0};  // attached matches
};

}  // namespace faultline::driver
