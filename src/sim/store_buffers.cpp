// SPDX-License-Identifier: Apache-2.0
//
// A ring for each thread.
#include "sim/store_buffers.hpp"

#include <cstring>
#include <string>

namespace faultline::sim {

StoreBuffers::StoreBuffers(Kernel& kernel) : kernel_(kernel) {
  for (const auto& context : kernel.contexts()) {
    buffers_.emplace_back();
    if (context->kind != ContextKind::thread || context->state == ContextState::unused) continue;
    buffers_.back() = std::make_unique<Buffer>(kernel);
    buffers_.back()->connect(
        kernel, "stores of " + std::string(context->name) + " #" + std::to_string(context->number));
    kernel.add_event_source(*buffers_.back());
  }
}

void StoreBuffers::Buffer::land(const Store& store) {
  std::memcpy(store.place, &store.value, store.size_bytes);  // the lower bytes come first
  if (Touches* touches = kernel_.touches()) touches->write(store.place);
}

StoreBuffers::Buffer* StoreBuffers::of_running() const {
  const Context* running = kernel_.running();
  const bool thread = running && running->kind == ContextKind::thread;
  return thread && running->number < buffers_.size() ? buffers_[running->number].get() : nullptr;
}

bool StoreBuffers::store(void* place, std::uint64_t value, unsigned size_bytes) {
  Buffer* buffer = of_running();
  if (!buffer) return false;
  if (buffer->next()) settle();
  buffer->post({.place = place, .value = value, .size_bytes = size_bytes});
  return true;
}

std::optional<std::uint64_t> StoreBuffers::own(const void* place) const {
  const Buffer* buffer = of_running();
  if (!buffer) return std::nullopt;
  const Store* last = buffer->newest([&](const Store& store) { return store.place == place; });
  return last ? std::optional(last->value) : std::nullopt;
}

void StoreBuffers::settle() {
  const Buffer* buffer = of_running();
  if (!buffer || !buffer->last()) return;
  kernel_.come_to(0, {.verb = "wait for its stores", .overtakes = true}, &buffer->last());
  if (Touches* touches = kernel_.touches()) touches->read(&buffer->last());
}

}  // namespace faultline::sim
