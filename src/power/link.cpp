// SPDX-License-Identifier: Apache-2.0
//
// Device links. The consumer's links mutex guards its list and whether the references are held; it
// is taken before the supplier's, never the other way round, and links make no circles, so that
// nobody waits in one.
#include "power/link.hpp"

#include "base/check.hpp"
#include "power/device.hpp"

namespace faultline::power {

DeviceLink::DeviceLink(Device& consumer, Device& supplier)
    : consumer_(consumer), supplier_(supplier) {}

DeviceLink::~DeviceLink() {
  disconnect();
}

Result<void, Error> DeviceLink::connect(LinkStart start) {
  FL_CHECK(!connected_ && &supplier_ != &consumer_ && !supplier_.depends_on(consumer_));
  const port::Hold hold(consumer_.links_mutex_);
  const bool follow = start == LinkStart::follow_consumer && consumer_.suppliers_up_;
  if (follow || start == LinkStart::supplier_active) FL_TRY(take());
  consumer_.suppliers_.push_back(*this);
  connected_ = true;
  return {};
}

void DeviceLink::disconnect() {
  if (!connected_) return;
  const port::Hold hold(consumer_.links_mutex_);
  consumer_.suppliers_.remove(*this);
  connected_ = false;
  drop();
  static_cast<void>(supplier_.request_idle());  // a refusal means that it is needed
}

// A supplier whose runtime PM is disabled is taken for powered, and referenced for the day when it
// is enabled.
Result<void, Error> DeviceLink::take() {
  if (referenced_) return {};
  const auto result = supplier_.get_sync();
  const bool passed_over = !result && result.error() == Error::disabled;
  if (!result && !passed_over) {
    supplier_.put_noidle();
    return base::error(result.error());
  }
  referenced_ = true;
  return {};
}

void DeviceLink::drop() {
  if (!referenced_) return;
  supplier_.put_noidle();
  referenced_ = false;
}

// All or none.
Result<void, Error> Device::take_suppliers() {
  const port::Hold hold(links_mutex_);
  for (DeviceLink& link : suppliers_) {
    const auto result = link.take();
    if (result) continue;
    for (DeviceLink& taken : suppliers_) {
      taken.drop();
      static_cast<void>(taken.supplier_.request_idle());
    }
    suppliers_up_ = false;
    return result;
  }
  suppliers_up_ = true;
  return {};
}

void Device::drop_suppliers() {
  const port::Hold hold(links_mutex_);
  for (DeviceLink& link : suppliers_) link.drop();
  suppliers_up_ = false;
}

void Device::idle_suppliers() {
  const port::Hold hold(links_mutex_);
  for (DeviceLink& link : suppliers_) static_cast<void>(link.supplier_.request_idle());
}

bool Device::depends_on(const Device& other) {
  if (parent_ && (parent_ == &other || parent_->depends_on(other))) return true;
  const port::Hold hold(links_mutex_);
  for (DeviceLink& link : suppliers_) {
    if (&link.supplier_ == &other || link.supplier_.depends_on(other)) return true;
  }
  return false;
}

}  // namespace faultline::power
