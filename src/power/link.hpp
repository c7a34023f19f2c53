// SPDX-License-Identifier: Apache-2.0
//
// A device link: the consumer works only while the supplier does (a master and its SMMU). While the
// consumer is not suspended, each of its links holds one usage reference of the supplier, taken
// before the consumer's resume callback and dropped after its suspend callback has succeeded. Links
// of an irq-safe consumer are ignored by its transitions: taking such a reference may sleep.
#pragma once
#include "base/result.hpp"
#include "power/vocabulary.hpp"

namespace faultline::power {

class Device;

// What connecting does to the supplier.
enum class LinkStart : std::uint8_t {
  follow_consumer,  // takes the reference at once when the consumer has its suppliers up, so that
                    // "active consumer, referenced supplier" holds from now on
  next_resume,      // takes none before the consumer's next resume (the kernel's DL_FLAG_PM_RUNTIME
                    // alone)
  supplier_active,  // takes it now, whatever the consumer does (with DL_FLAG_RPM_ACTIVE)
};

class DeviceLink {
 public:
  // Both devices outlive the link. One owner at a time connects and disconnects it.
  DeviceLink(Device& consumer, Device& supplier);
  // Disconnects. Thread context.
  ~DeviceLink();
  DeviceLink(const DeviceLink&) = delete;
  DeviceLink& operator=(const DeviceLink&) = delete;

  // Once until disconnected. Where a reference is taken, the supplier is resumed first; a supplier
  // whose runtime PM is disabled is referenced all the same. Errors: what Device::get_sync of the
  // supplier answers, `disabled` apart; then nothing is connected. A link that would close a circle
  // of consumers, suppliers and parents is a programming error. Thread context, may sleep; waits
  // for the consumer's transition while that takes or drops its suppliers, never for a callback of
  // the consumer.
  [[nodiscard]] Result<void, Error> connect(LinkStart start = LinkStart::follow_consumer);
  // Drops the reference, if held, and lets the supplier go idle (asynchronously). Nothing when not
  // connected. Thread context.
  void disconnect();

  [[nodiscard]] Device& consumer() const { return consumer_; }
  [[nodiscard]] Device& supplier() const { return supplier_; }

 private:
  friend class Device;
  [[nodiscard]] Result<void, Error> take();  // consumer's links mutex held, as for the rest
  void drop();

  Device& consumer_;
  Device& supplier_;
  bool connected_ = false;
  bool referenced_ = false;

 public:
  DeviceLink* next = nullptr;  // for the consumer's list alone
};

}  // namespace faultline::power
