// SPDX-License-Identifier: Apache-2.0
//
// Rings of posted writes in front of the model.
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
  for (unsigned cpu = 0; cpu < kernel.cpu_count(); ++cpu) {
    queues_[cpu].connect(*this);
    kernel.add_event_source(queues_[cpu]);
  }
}

// Of the CPU that runs; null outside of one.
RegisterBus::Queue* RegisterBus::own_queue() {
  const std::uint8_t cpu = kernel_.current_cpu();
  return cpu == no_cpu ? nullptr : &queues_[cpu];
}

std::uint64_t RegisterBus::Queue::due_ns() const {
  return count_ == 0 ? never : writes_[first_].due_ns;
}

// Others wait for there to be something.
void RegisterBus::Queue::touch(std::size_t count_before) const {
  Touches* touches = bus_->kernel_.touches();
  if (touches) touches->change(this, count_before > 0 ? 1 : 0, count_ > 0 ? 1 : 0);
}

void RegisterBus::Queue::post(Write write) {
  if (count_ == depth) land_first();
  const std::uint64_t before = count_ == 0 ? 0 : writes_[(first_ + count_ - 1) % depth].due_ns;
  write.due_ns = std::max(before, write.due_ns);
  writes_[(first_ + count_++) % depth] = write;
  touch(count_ - 1);
}

void RegisterBus::Queue::land_first() {
  const Write write = writes_[first_];
  first_ = (first_ + 1) % depth;
  --count_;
  touch(count_ + 1);
  bus_->land(write);
}

void RegisterBus::Queue::land_all() {
  while (count_ > 0) land_first();
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
  if (kernel_.running()) {
    kernel_.come_to(kernel_.costs().register_read_ns,
                    {.verb = "read", .name = function, .offset = offset});
  }
  // A read pushes the writes of its CPU before it.
  if (Queue* queue = own_queue()) queue->land_all();
  ++accesses_;
  device_.touch_read(offset);
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
  if (sender) {
    kernel_.come_to(kernel_.costs().register_write_ns,
                    {.verb = "write", .name = function, .offset = offset});
  }
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
  Queue* queue = own_queue();
  if (!posted_ || !queue) {
    if (queue) queue->land_all();
    land(write);
    return;
  }
  write.due_ns = kernel_.now_ns() + random_.below(kernel_.costs().posted_at_most_ns + 1);
  queue->post(write);
  kernel_.disturb();
}

void RegisterBus::land(const Write& write) {
  device_.touch_write(write.offset);
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
