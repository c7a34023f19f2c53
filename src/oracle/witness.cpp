// SPDX-License-Identifier: Apache-2.0
//
// Remembers, names and accuses.
#include "oracle/witness.hpp"

#include <algorithm>

#include "oracle/describe.hpp"
#include "spec/names.hpp"

namespace faultline::oracle {

namespace {

constexpr std::uint64_t is_on = 2;

// For the properties, and not for whoever wants to know what happened.
bool is_noise(trace::Kind kind) {
  using trace::Kind;
  return kind == Kind::lock_acquired || kind == Kind::lock_released || kind == Kind::shared_read ||
         kind == Kind::shared_write;
}

bool is_same(const trace::Event& left, const trace::Event& right) {
  return left.time_ns == right.time_ns && left.kind == right.kind &&
         left.context == right.context && left.subject == right.subject &&
         left.value == right.value;
}

}  // namespace

void Witness::add_device(std::uint32_t number, std::string name, spec::PageLayout layout,
                         std::vector<std::uint64_t> supplies) {
  devices_.insert_or_assign(number, Device{std::move(name), layout, std::move(supplies)});
}

bool Witness::depends(std::uint32_t number, std::uint64_t supply) const {
  const auto place = devices_.find(number);
  if (place == devices_.end()) return false;
  const std::vector<std::uint64_t>& supplies = place->second.supplies;
  return std::find(supplies.begin(), supplies.end(), supply) != supplies.end();
}

void Witness::remember(const trace::Event& event) {
  if (event.kind == trace::Kind::power_changed) {
    switched_off_.erase(event.subject);
    if (event.value != is_on) switched_off_.emplace(event.subject, event);
  }
  if (!is_noise(event.kind)) recent_[seen_++ % kept] = event;
}

std::string Witness::switched_off(std::uint32_t number) const {
  const trace::Event* last = nullptr;
  for (const auto& [supply, event] : switched_off_) {
    if (depends(number, supply) && (!last || event.time_ns >= last->time_ns)) last = &event;
  }
  return last ? describe(*last) : std::string();
}

std::string Witness::device(std::uint32_t number) const {
  const auto place = devices_.find(number);
  return place == devices_.end() ? "device " + std::to_string(number) : place->second.name;
}

std::string Witness::register_name(std::uint32_t number, std::uint32_t offset) const {
  const auto place = devices_.find(number);
  if (place == devices_.end()) return "offset " + std::to_string(offset);
  return std::string(spec::register_name(offset, place->second.layout).view());
}

std::string Witness::context(const trace::Event& event) const {
  return kernel_.context_name(event.context);
}

std::string Witness::describe(const trace::Event& event) const {
  return oracle::describe(event, *this);
}

void Witness::accuse(const char* property, const trace::Event& event, std::string message,
                     std::string function, std::string register_name, std::string cause) {
  const auto same = std::find_if(violations_.begin(), violations_.end(), [&](const auto& other) {
    return other.property == property && other.message == message;
  });
  if (same != violations_.end()) {
    ++same->count;
    return;
  }
  Violation violation;
  violation.property = property;
  violation.time_ns = event.time_ns;
  violation.context = context(event);
  violation.function = std::move(function);
  violation.register_name = std::move(register_name);
  violation.message = std::move(message);
  violation.cause = std::move(cause);
  const bool remembered = seen_ > 0 && is_same(recent_[(seen_ - 1) % kept], event);
  const std::size_t last = remembered ? 1 : 0;
  for (std::size_t back = std::min(seen_, kept - 1 + last); back > last; --back) {
    violation.before.push_back(describe(recent_[(seen_ - back) % kept]));
  }
  violations_.push_back(std::move(violation));
}

void Witness::accuse_at_end(const char* property, std::string message) {
  const trace::Event end{.context = sim::no_context, .time_ns = kernel_.now_ns()};
  accuse(property, end, std::move(message));
}

}  // namespace faultline::oracle
