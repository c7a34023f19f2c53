// SPDX-License-Identifier: Apache-2.0
//
// Tables in the format of the domain's own, and what a change of TTBR0 needs around it.
#include "scenario/processes.hpp"

#include "driver/smmu.hpp"

namespace faultline::scenario {

Result<pgtable::Table*, std::string> Processes::table_of(std::uint32_t number) {
  std::unique_ptr<pgtable::Table>& table = tables_[number];
  if (table) return table.get();
  auto made =
      std::make_unique<pgtable::Table>(machine_.memory, static_cast<pgtable::FlushSink&>(*this));
  const pgtable::Format& format = context_.domain().table().format();
  if (!made->open(format, context_.lower_parameters())) {
    return base::error(std::string("no tables for the process"));
  }
  table = std::move(made);
  return table.get();
}

Result<void, std::string> Processes::change_to(std::uint32_t number) {
  std::optional<pgtable::Configuration> configuration;
  if (number != 0) {
    const auto table = table_of(number);
    if (!table) return base::error(table.error());
    configuration = (*table)->configuration();
  }
  if (!context_.set_ttbr0(configuration ? &*configuration : nullptr)) {
    return base::error(std::string("the lower half is not for processes"));
  }
  current_ = number;
  if (!context_.flush()) return base::error(std::string("the TLB did not answer"));
  return {};
}

Result<void, std::string> Processes::map(Iova iova, PhysAddr place, std::uint64_t page_bytes,
                                         std::uint32_t pages, pgtable::Protection protection) {
  const auto mapped = tables_.at(current_)->map(iova, place, page_bytes, pages, protection);
  if (!mapped) return base::error(std::string("not mapped for the process"));
  return {};
}

Result<void, std::string> Processes::unmap(Iova iova, std::uint64_t page_bytes,
                                           std::uint32_t pages) {
  const auto unmapped = tables_.at(current_)->unmap(iova, page_bytes, pages, *this);
  if (!unmapped) return base::error(std::string("not unmapped for the process"));
  return {};
}

std::optional<PhysAddr> Processes::lookup(Iova iova) const {
  const auto found = tables_.at(current_)->lookup(iova);
  if (!found) return std::nullopt;
  return found->address;
}

std::uint64_t Processes::upper_half() const {
  return context_.domain().table().layout().input_base;
}

Result<void, std::string> Processes::close() {
  FL_TRY(change_to(0));
  for (auto& [number, table] : tables_) {
    if (table && !table->close()) return base::error(std::string("a table is still in use"));
  }
  tables_.clear();
  return {};
}

void Processes::range(Iova start, std::uint64_t size_bytes, std::uint64_t stride_bytes) {
  static_cast<void>(invalidate(start, size_bytes, stride_bytes, driver::TlbDepth::last_level));
}

bool Processes::walk(Iova start, std::uint64_t size_bytes, std::uint64_t stride_bytes) {
  return invalidate(start, size_bytes, stride_bytes, driver::TlbDepth::all_levels);
}

bool Processes::invalidate(Iova start, std::uint64_t size_bytes, std::uint64_t stride_bytes,
                           driver::TlbDepth depth) {
  driver::Domain& domain = context_.domain();
  return domain.smmu()
      .tlb()
      .invalidate(domain.tag(), {start, size_bytes, stride_bytes}, depth)
      .has_value();
}

}  // namespace faultline::scenario
