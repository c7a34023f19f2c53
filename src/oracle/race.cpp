// SPDX-License-Identifier: Apache-2.0
//
// P11: no data race on driver state. Two accesses to one annotated field by different contexts, at
// least one of them a write, need a lock in common (the lockset rule of Eraser: Savage et al.,
// 1997). A field that one context alone has touched needs none, and neither does one that was
// written by one and is only read since, by whomever: that is how what is set up once is handed
// over. Order by atomics or by starting and joining threads is not in the trace; a field that
// changes its writer by that alone is accused at the second one's first write.
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "oracle/properties.hpp"
#include "oracle/witness.hpp"

namespace faultline::oracle {

namespace {

using trace::Event;
using trace::Kind;

class Race final : public Property {
 public:
  explicit Race(Witness& witness) : Property("P11", "no data race on driver state", witness) {}

  void see(const Event& event) override {
    switch (event.kind) {
      case Kind::lock_acquired: locks_[event.context].insert(event.subject); break;
      case Kind::lock_released: locks_[event.context].erase(event.subject); break;
      case Kind::shared_read: access(event, false); break;
      case Kind::shared_write: access(event, true); break;
      default: break;
    }
  }

 private:
  struct Field {
    std::uint16_t owner = 0;
    Event latest{};
    std::string other;    // the last context that touched it and is not latest's
    bool shared = false;  // more than one context has touched it
    bool written_shared = false;
    std::set<std::uint64_t> candidates;  // locks that were held at every access since it is shared
  };

  void access(const Event& event, bool write) {
    const auto [place, fresh] = fields_.try_emplace(event.subject);
    Field& field = place->second;
    if (fresh) field.owner = event.context;
    if (!fresh && field.latest.context != event.context) {
      field.other = witness_.context(field.latest);
    }
    field.latest = event;
    if (field.owner == event.context && !field.shared) return;
    const std::set<std::uint64_t>& held = locks_[event.context];
    if (!field.shared) {
      field.shared = true;
      field.candidates = held;
    } else {
      std::erase_if(field.candidates, [&](std::uint64_t lock) { return !held.contains(lock); });
    }
    field.written_shared = field.written_shared || write;
    if (!field.written_shared || !field.candidates.empty()) return;
    witness_.accuse(name(), event,
                    "a shared field is written without a lock in common with " + field.other);
  }

  std::map<std::uint16_t, std::set<std::uint64_t>> locks_;
  std::map<std::uint64_t, Field> fields_;
};

}  // namespace

std::unique_ptr<Property> make_race(Witness& witness) {
  return std::make_unique<Race>(witness);
}

}  // namespace faultline::oracle
