// SPDX-License-Identifier: Apache-2.0
//
// The face of the device: checks at its edge, then the parts behind.
#include "model/smmu.hpp"

#include <algorithm>

#include "base/bits.hpp"
#include "base/check.hpp"
#include "model/ats.hpp"
#include "model/digest.hpp"
#include "model/global_fault.hpp"
#include "model/identification.hpp"
#include "model/power.hpp"
#include "model/register_file.hpp"
#include "model/stall.hpp"
#include "model/stream_match.hpp"
#include "model/sync.hpp"
#include "model/translate.hpp"

namespace faultline::model {
namespace {

bool is_well_formed(std::uint32_t offset, unsigned size_bytes) {
  return (size_bytes == 4 || size_bytes == 8) && offset % size_bytes == 0;
}

spec::Place after(spec::Place place) {
  place.offset += 4;
  return place;
}

std::uint64_t look(const Device& device, const spec::Place& place, unsigned size_bytes) {
  const std::uint64_t low = read_word(device, place);
  return size_bytes == 4 ? low : low | std::uint64_t{read_word(device, after(place))} << 32;
}

Result<spec::Place, Refusal> reach(const Device& device, std::uint32_t offset) {
  if (device.supply == Supply::off) return base::error(Refusal::off);
  if (device.supply == Supply::gated) return base::error(Refusal::gated);
  const auto place = page_layout(device.configuration.size).place_of(offset);
  if (!place) return base::error(Refusal::unmapped);
  return *place;
}

}  // namespace

Device::Device(const Configuration& wanted, Environment& environment_of,
               const Resources& resources_of, trace::Sink* sink_of)
    : configuration(wanted),
      environment(environment_of),
      sink(sink_of),
      resources(resources_of),
      tlb(*resources_of.tlb),
      sync_duration_ns(wanted.behaviour.sync_duration_ns) {
  FL_CHECK(is_possible(wanted));
  FL_CHECK(resources.banks.size() >= wanted.size.banks);
  FL_CHECK(resources.streams.size() >= wanted.size.stream_groups);
  FL_CHECK(base::is_power_of_two(resources.routes.size()));
}

Smmu::Smmu(const Configuration& configuration, Environment& environment, const Resources& resources,
           trace::Sink* sink)
    : device_(configuration, environment, resources, sink) {}

Result<std::uint64_t, Refusal> Smmu::read(std::uint32_t offset, unsigned size_bytes) {
  const auto place = reach(device_, offset);
  if (!place) return base::error(place.error());
  if (!is_well_formed(offset, size_bytes)) {
    if (refuse_register_access(device_, offset, false)) return base::error(Refusal::aborted);
    return 0;
  }
  tick();
  return look(device_, *place, size_bytes);
}

Result<void, Refusal> Smmu::write(std::uint32_t offset, std::uint64_t value, unsigned size_bytes) {
  const auto place = reach(device_, offset);
  if (!place) return base::error(place.error());
  if (!is_well_formed(offset, size_bytes)) {
    if (refuse_register_access(device_, offset, true)) return base::error(Refusal::aborted);
    return {};
  }
  tick();
  const auto low = static_cast<std::uint32_t>(value);
  const auto high = static_cast<std::uint32_t>(value >> 32);
  if (size_bytes == 4) {
    write_word(device_, *place, low);
  } else if (is_wide(device_, *place) && !device_.configuration.errata.splits_64bit_accesses) {
    write_wide(device_, *place, value);
  } else {
    write_word(device_, *place, low);
    write_word(device_, after(*place), high);
  }
  return {};
}

std::uint64_t Smmu::peek(std::uint32_t offset, unsigned size_bytes) const {
  const auto place = page_layout(device_.configuration.size).place_of(offset);
  if (!place || !is_well_formed(offset, size_bytes)) return 0;
  return look(device_, *place, size_bytes);
}

std::uint32_t Smmu::size_bytes() const {
  return page_layout(device_.configuration.size).size_bytes();
}

std::uint32_t Smmu::bank_offset(BankIndex bank) const {
  const spec::PageLayout layout = page_layout(device_.configuration.size);
  return (layout.global_pages() + bank.value) * layout.page_size_bytes();
}

spec::PageLayout Smmu::layout() const {
  return page_layout(device_.configuration.size);
}

std::optional<BankIndex> Smmu::bank_of(StreamId stream) {
  const Route& route = route_of(device_, stream);
  if (route.kind != Route::Kind::translate) return std::nullopt;
  return route.bank;
}

Outcome Smmu::translate(StreamId stream, Iova iova, Access access) {
  return model::translate(device_, stream, iova, access);
}

Outcome Smmu::retranslate(StallId stall) {
  const Waiting waiting = take_released(device_, stall);
  return model::translate(device_, waiting.stream, waiting.iova, waiting.access);
}

void Smmu::set_supply(Supply supply) {
  change_supply(device_, supply);
}
Supply Smmu::supply() const {
  return device_.supply;
}

void Smmu::reset() {
  FL_CHECK(device_.supply == Supply::on);
  model::reset(device_);
}

void Smmu::tick() {
  complete_due_syncs(device_);
  complete_due_operations(device_);
}

std::optional<std::uint64_t> Smmu::next_deadline_ns() const {
  const auto sync = next_sync_end_ns(device_);
  const auto operation = next_operation_end_ns(device_);
  if (sync && operation) return std::min(*sync, *operation);
  return sync ? sync : operation;
}

void Smmu::set_sync_duration(std::optional<std::uint32_t> duration_ns) {
  device_.sync_duration_ns = duration_ns;
}

bool Smmu::line(Line line) const {
  switch (line.kind) {
    case Line::Kind::context: return device_.bank(line.bank).line;
    case Line::Kind::global_fault: return device_.global_line;
    case Line::Kind::global_configuration: return device_.configuration_line;
  }
  return false;
}

FaultCounts Smmu::faults(BankIndex bank) const {
  return device_.bank(bank).counts;
}
FaultCounts Smmu::global_faults() const {
  return device_.global_counts;
}

FaultCounts Smmu::all_faults() const {
  FaultCounts all = device_.global_counts;
  for (const Bank& bank : device_.resources.banks) all += bank.counts;
  return all;
}

TranslationCounts Smmu::translations() const {
  return device_.translations;
}
unsigned Smmu::waiting() const {
  return device_.waiting_count;
}
std::uint64_t Smmu::digest() const {
  return digest_of(device_);
}
const Configuration& Smmu::configuration() const {
  return device_.configuration;
}
void Smmu::set_sink(trace::Sink* sink) {
  device_.sink = sink;
}

}  // namespace faultline::model
