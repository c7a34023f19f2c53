// SPDX-License-Identifier: Apache-2.0
//
// Rings of posted writes in front of the model.
#include "sim/register_bus.hpp"

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
    queues_[cpu].connect(*this, "writes of CPU " + std::to_string(cpu));
    kernel.add_event_source(queues_[cpu]);
  }
}

void RegisterBus::explore() {
  for (const auto& context : kernel_.contexts()) {
    of_threads_.emplace_back();
    if (context->kind != ContextKind::thread || context->state == ContextState::unused) continue;
    of_threads_.back() = std::make_unique<Queue>();
    of_threads_.back()->connect(
        *this, "writes of " + std::string(context->name) + " #" + std::to_string(context->number));
    kernel_.add_event_source(*of_threads_.back());
  }
}

// Of the CPU that runs; null outside of one.
RegisterBus::Queue* RegisterBus::own_queue() {
  const Context* running = kernel_.running();
  const bool thread = running && running->kind == ContextKind::thread;
  if (thread && running->number < of_threads_.size() && of_threads_[running->number]) {
    return of_threads_[running->number].get();
  }
  const std::uint8_t cpu = kernel_.current_cpu();
  return cpu == no_cpu ? nullptr : &queues_[cpu];
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
  if (Queue* queue = own_queue()) {
    const Action action{.verb = "read", .name = function, .offset = offset};
    kernel_.come_to(kernel_.costs().register_read_ns, action, &queue->last());
    // A read pushes the writes of its CPU before it.
    queue->land_all();
    queue->touch(false);
  }
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
  Queue* queue = own_queue();
  if (queue) {
    const Action action{.verb = "write", .name = function, .offset = offset};
    kernel_.come_to(kernel_.costs().register_write_ns, action, &queue->next());
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
