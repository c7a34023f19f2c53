// SPDX-License-Identifier: Apache-2.0
//
// P2: no storm. An asserted line is never declined by all its handlers while the device drives it,
// handlers make progress, and the spurious detector never gives a line up.
#include <map>
#include <set>
#include <string>

#include "oracle/properties.hpp"
#include "oracle/witness.hpp"

namespace faultline::oracle {

namespace {

using trace::Event;
using trace::Kind;

// Deliveries of one line in a row in which nothing got better.
constexpr unsigned patience = 64;

class Storm final : public Property {
 public:
  explicit Storm(Witness& witness)
      : Property("P2", "no line is declined while it is high, and none storms", witness) {}

  void see(const Event& event) override {
    switch (event.kind) {
      case Kind::line_raised: high_.insert(event.subject); break;
      case Kind::line_lowered:
        high_.erase(event.subject);
        something_changed();
        break;
      // A retry, too, lands in a register: RESUME.
      case Kind::register_landed:
      case Kind::fault_raised: something_changed(); [[fallthrough]];
      case Kind::client_verdict: idle_rounds_.clear(); break;
      case Kind::interrupt_entered: asked_[event.subject] = high_.contains(event.subject); break;
      case Kind::interrupt_left: asked_all(event); break;
      case Kind::handler_entered: entered(event); break;
      case Kind::handler_left: left(event); break;
      case Kind::line_disabled:
        witness_.accuse(name(), event,
                        "the spurious detector disabled line " + std::to_string(event.subject));
        break;
      default: break;
    }
  }

 private:
  static constexpr std::uint64_t declined = 0;  // a verdict, and the union of many
  static constexpr std::uint64_t held_back = 1;

  // Whoever looked before and declines now may have been right when he looked.
  void something_changed() {
    for (auto& [line, steady] : asked_) steady = false;
    for (auto& [context, steady] : threads_) steady = false;
  }
  // All actions of a shared line were asked: that one of them declines is as it should be. A line
  // that was held back asked nobody.
  void asked_all(const Event& event) {
    if (event.extra == held_back) return;
    if (event.value == declined && asked_[event.subject]) accuse(event);
    if (++idle_rounds_[event.subject] != patience) return;
    witness_.accuse(name(), event,
                    "line " + std::to_string(event.subject) + " was taken " +
                        std::to_string(patience) + " times without progress");
  }
  void entered(const Event& event) {
    actions_[event.subject].insert(event.text == nullptr ? "" : event.text);
    threads_[event.context] = high_.contains(event.subject);
  }
  // A thread is judged for itself where it is the only one that serves the line.
  void left(const Event& event) {
    const bool threaded = event.extra != 0;
    if (threaded && event.value == declined && threads_[event.context] &&
        actions_[event.subject].size() == 1) {
      accuse(event);
    }
    threads_.erase(event.context);
  }
  void accuse(const Event& event) {
    witness_.accuse(
        name(), event,
        "line " + std::to_string(event.subject) + " was declined while its device drove it");
  }

  std::set<std::uint64_t> high_;
  std::map<std::uint64_t, unsigned> idle_rounds_;
  // Lines that handlers are being asked about, and contexts inside a handler: whether the line was
  // high when that began and nothing has changed since.
  std::map<std::uint64_t, bool> asked_;
  std::map<std::uint16_t, bool> threads_;
  std::map<std::uint64_t, std::set<std::string>> actions_;  // line: who was ever asked
};

}  // namespace

std::unique_ptr<Property> make_storm(Witness& witness) {
  return std::make_unique<Storm>(witness);
}

}  // namespace faultline::oracle
