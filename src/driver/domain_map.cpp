// SPDX-License-Identifier: Apache-2.0
//
// A domain's mappings: changes to its page tables, and the invalidations that follow from them.
#include "driver/domain.hpp"
#include "driver/smmu.hpp"
#include "port/barrier.hpp"
#include "port/context.hpp"

namespace faultline::driver {
namespace {

MapError map_error(pgtable::Error error) {
  switch (error) {
    case pgtable::Error::misaligned: return MapError::misaligned;
    case pgtable::Error::out_of_range: return MapError::out_of_range;
    case pgtable::Error::no_access: return MapError::no_access;
    case pgtable::Error::overlap: return MapError::overlap;
    case pgtable::Error::out_of_tables: return MapError::out_of_tables;
    case pgtable::Error::not_mapped: return MapError::not_mapped;
    case pgtable::Error::splits_block: return MapError::splits_block;
    case pgtable::Error::unsupported_size:
    case pgtable::Error::bad_parameters:
    case pgtable::Error::flush_failed: break;
  }
  return MapError::unsupported_size;
}

}  // namespace

// Flushes what one unmap took out, and remembers whether that succeeded.
class Domain::UnmapSink final : public pgtable::FlushSink {
 public:
  explicit UnmapSink(Domain& domain) : domain_(domain) {}

  void range(Iova start, std::uint64_t size_bytes, std::uint64_t stride_bytes) override {
    note(domain_.smmu_.tlb()
             .invalidate(domain_.tag_, {start, size_bytes, stride_bytes}, TlbDepth::last_level)
             .has_value());
  }
  [[nodiscard]] bool walk(Iova start, std::uint64_t size_bytes,
                          std::uint64_t stride_bytes) override {
    return note(domain_.walk(start, size_bytes, stride_bytes));
  }
  [[nodiscard]] bool all() override { return note(domain_.all()); }

  [[nodiscard]] bool failed() const { return failed_; }

 private:
  bool note(bool done) {
    failed_ = failed_ || !done;
    return done;
  }

  Domain& domain_;
  bool failed_ = false;
};

std::uint64_t Domain::page_sizes() const {
  const std::uint64_t sizes = table_.page_sizes();
  return smmu_.capabilities().blocks ? sizes : sizes & (~sizes + 1);  // the smallest
}

Result<void, MapError> Domain::map(const MapRequest& request) {
  FL_CHECK(open_ && !quiesced_);
  if (options_.kind != DomainKind::paging) return base::error(MapError::not_paging);
  if ((request.page_bytes & ~page_sizes()) != 0) return base::error(MapError::unsupported_size);
  // Said before it is so: a transaction may use the mapping before the call returns.
  smmu_.emit(trace::Kind::mapped, tag_.bank.value, request.iova.value,
             request.page_bytes * request.page_count);
  const auto mapped = table_.map(request.iova, request.address, request.page_bytes,
                                 request.page_count, request.protection);
  if (!mapped) return base::error(map_error(mapped.error()));
  return {};
}

Result<void, MapError> Domain::unmap(Iova iova, std::uint64_t page_bytes,
                                     std::uint64_t page_count) {
  FL_CHECK(open_ && !quiesced_);
  if (options_.kind != DomainKind::paging) return base::error(MapError::not_paging);
  const std::uint64_t size_bytes = page_bytes * page_count;
  smmu_.emit(trace::Kind::unmap_begun, tag_.bank.value, iova.value, size_bytes);
  UnmapSink sink(*this);
  const auto unmapped = table_.unmap(iova, page_bytes, page_count, sink);
  if (!unmapped) return base::error(map_error(unmapped.error()));
  if (sink.failed()) return base::error(MapError::sync_timed_out);
  smmu_.emit(trace::Kind::unmap_ended, tag_.bank.value, iova.value, size_bytes);
  return {};
}

std::optional<PhysAddr> Domain::lookup(Iova iova) const {
  FL_CHECK(open_ && !quiesced_);
  if (options_.kind == DomainKind::identity) return PhysAddr(iova.value);
  if (options_.kind == DomainKind::blocked) return std::nullopt;
  const auto found = table_.lookup(iova);
  if (!found) return std::nullopt;
  return found->address;
}

void Domain::range(Iova start, std::uint64_t size_bytes, std::uint64_t stride_bytes) {
  // A failure is logged and counted by the TLB; nobody waits for this range.
  (void)smmu_.tlb().invalidate(tag_, {start, size_bytes, stride_bytes}, TlbDepth::last_level);
}

bool Domain::walk(Iova start, std::uint64_t size_bytes, std::uint64_t stride_bytes) {
  return smmu_.tlb()
      .invalidate(tag_, {start, size_bytes, stride_bytes}, TlbDepth::all_levels)
      .has_value();
}

bool Domain::all() {
  return !walked_ || smmu_.tlb().invalidate_all(tag_).has_value();
}

}  // namespace faultline::driver
