// SPDX-License-Identifier: Apache-2.0
//
// A ring of posted writes in front of the model.
#include "sim/register_bus.hpp"

#include <algorithm>

namespace faultline::sim {

namespace {
constexpr std::uint64_t write_flag = 1u << 7;

std::uint64_t place(std::uint32_t offset, unsigned size_bytes) {
  return std::uint64_t{offset} << 8 | size_bytes;
}
}  // namespace

RegisterBus::RegisterBus(Kernel& kernel, SmmuDevice& device, std::uint64_t seed)
    : kernel_(kernel), device_(device), random_(seed) {
  kernel.add_event_source(*this);
}

std::uint64_t RegisterBus::due_ns() const {
  return count_ == 0 ? never : writes_[first_].due_ns;
}

std::uint32_t RegisterBus::read32(std::uint32_t offset, const char* function) {
  return static_cast<std::uint32_t>(read(offset, 4, function));
}

std::uint64_t RegisterBus::read64(std::uint32_t offset, const char* function) {
  return read(offset, 8, function);
}

void RegisterBus::write32(std::uint32_t offset, std::uint32_t value, const char* function) {
  write(offset, value, 4, function);
}

void RegisterBus::write64(std::uint32_t offset, std::uint64_t value, const char* function) {
  write(offset, value, 8, function);
}

std::uint64_t RegisterBus::read(std::uint32_t offset, unsigned size_bytes, const char* function) {
  if (kernel_.running()) kernel_.spend(kernel_.costs().register_read_ns);
  land_all();  // a read pushes the writes before it
  ++accesses_;
  const auto value = device_.model().read(offset, size_bytes);
  const std::uint64_t where = place(offset, size_bytes);
  if (!value) {
    ++refused_;
    kernel_.recorder().record({.kind = trace::Kind::register_refused,
                               .device = device_.number(),
                               .subject = device_.number(),
                               .value = where,
                               .extra = static_cast<std::uint64_t>(value.error()),
                               .text = function});
    return ~std::uint64_t{0};
  }
  kernel_.recorder().record({.kind = trace::Kind::register_read,
                             .device = device_.number(),
                             .subject = device_.number(),
                             .value = where,
                             .extra = *value,
                             .text = function});
  return *value;
}

void RegisterBus::write(std::uint32_t offset, std::uint64_t value, std::uint8_t size_bytes,
                        const char* function) {
  const Context* sender = kernel_.running();
  if (sender) kernel_.spend(kernel_.costs().register_write_ns);
  ++accesses_;
  kernel_.recorder().record({.kind = trace::Kind::register_write,
                             .device = device_.number(),
                             .subject = device_.number(),
                             .value = place(offset, size_bytes),
                             .extra = value,
                             .text = function});
  Write write{.value = value,
              .offset = offset,
              .size_bytes = size_bytes,
              .cpu = kernel_.current_cpu(),
              .context = sender ? sender->number : no_context,
              .function = function};
  if (!posted_ || !sender) {
    land_all();
    land(write);
    return;
  }
  if (count_ == depth) land_first();
  const std::uint64_t before = count_ == 0 ? 0 : writes_[(first_ + count_ - 1) % depth].due_ns;
  write.due_ns =
      std::max(before, kernel_.now_ns() + random_.below(kernel_.costs().posted_at_most_ns + 1));
  writes_[(first_ + count_++) % depth] = write;
  kernel_.disturb();
}

void RegisterBus::land_first() {
  const Write write = writes_[first_];
  first_ = (first_ + 1) % depth;
  --count_;
  land(write);
}

void RegisterBus::land_all() {
  while (count_ > 0) land_first();
}

void RegisterBus::land(const Write& write) {
  const auto result = device_.model().write(write.offset, write.value, write.size_bytes);
  trace::Event event{.kind = trace::Kind::register_landed,
                     .device = device_.number(),
                     .subject = device_.number(),
                     .value = place(write.offset, write.size_bytes),
                     .extra = write.value,
                     .text = write.function};
  if (!result) {
    ++refused_;
    event.kind = trace::Kind::register_refused;
    event.value |= write_flag;
    event.extra = static_cast<std::uint64_t>(result.error());
  }
  kernel_.recorder().record_for(event, write.context, write.cpu);
  kernel_.disturb();
}

}  // namespace faultline::sim
