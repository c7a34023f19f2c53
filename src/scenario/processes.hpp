// SPDX-License-Identifier: Apache-2.0
//
// Address spaces of processes on a GPU whose own tables are the upper half: the lower half belongs
// to one process at a time, and changes hands by a write to TTBR0. What the SMMU has cached of the
// one before goes with the change, since all have the bank's ASID.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "driver/flavour/adreno_context.hpp"
#include "pgtable/flush_sink.hpp"
#include "pgtable/table.hpp"
#include "scenario/machine.hpp"

namespace faultline::scenario {

class Processes final : private pgtable::FlushSink {
 public:
  // Both outlive the processes; the context's domain is open, in the upper region.
  Processes(Machine& machine, driver::flavour::AdrenoContext& context)
      : machine_(machine), context_(context) {}
  Processes(const Processes&) = delete;
  Processes& operator=(const Processes&) = delete;

  // All in thread context, one at a time, while the GPU makes no accesses to the lower half. Errors
  // in words.

  // Gives the lower half to process `number`, whose table is made when it is first needed; to
  // nobody for 0.
  [[nodiscard]] Result<void, std::string> change_to(std::uint32_t number);
  [[nodiscard]] std::uint32_t current() const { return current_; }
  // As Domain::map, ::unmap and ::lookup, for the process that has the lower half. There is one.
  [[nodiscard]] Result<void, std::string> map(Iova iova, PhysAddr place, std::uint64_t page_bytes,
                                              std::uint32_t pages, pgtable::Protection protection);
  [[nodiscard]] Result<void, std::string> unmap(Iova iova, std::uint64_t page_bytes,
                                                std::uint32_t pages);
  [[nodiscard]] std::optional<PhysAddr> lookup(Iova iova) const;
  // Where the upper half begins.
  [[nodiscard]] std::uint64_t upper_half() const;
  // Takes the lower half from whoever has it, and gives all tables back.
  [[nodiscard]] Result<void, std::string> close();

 private:
  // FlushSink, of all tables.
  void range(Iova start, std::uint64_t size_bytes, std::uint64_t stride_bytes) override;
  [[nodiscard]] bool walk(Iova start, std::uint64_t size_bytes,
                          std::uint64_t stride_bytes) override;
  [[nodiscard]] bool all() override { return context_.flush().has_value(); }
  Result<pgtable::Table*, std::string> table_of(std::uint32_t number);
  [[nodiscard]] bool invalidate(Iova start, std::uint64_t size_bytes, std::uint64_t stride_bytes,
                                driver::TlbDepth depth);

  Machine& machine_;
  driver::flavour::AdrenoContext& context_;
  std::map<std::uint32_t, std::unique_ptr<pgtable::Table>> tables_;
  std::uint32_t current_ = 0;
};

}  // namespace faultline::scenario
