// SPDX-License-Identifier: Apache-2.0
//
// One transfer after the other.
#include "sim/dma_master.hpp"

namespace faultline::sim {

DmaMaster::DmaMaster(Kernel& kernel, SmmuDevice& smmu, const char* name)
    : kernel_(kernel),
      smmu_(smmu),
      name_(name),
      agent_(&kernel.spawn(ContextKind::agent, name, no_cpu, port::Priority::normal,
                           port::Callback::to<&DmaMaster::run>(*this))) {}

void DmaMaster::start(Transfer& transfer) {
  transfer.done = transfer.zeroed = transfer.aborted = transfer.lost = transfer.mismatched = 0;
  transfer.finished = false;
  transfer.waiting = nullptr;
  touch(&queue_);
  queue_.push_back(transfer);
  if (idle_) {
    idle_ = false;
    kernel_.wake(*agent_, kernel_.costs().transaction_ns);
  }
}

void DmaMaster::touch(const void* object) {
  if (Touches* touches = kernel_.touches()) touches->write(object);
}

bool DmaMaster::wait(Transfer& transfer, std::uint64_t deadline_ns) {
  touch(&transfer);
  while (!transfer.finished) {
    transfer.waiting = kernel_.running();
    if (!kernel_.block(name_, deadline_ns)) {
      transfer.waiting = nullptr;
      return transfer.finished;
    }
  }
  return true;
}

void DmaMaster::drop_queue() {
  touch(&queue_);
  while (Transfer* transfer = queue_.pop_front()) {
    transfer->lost = transfer->count;
    finish(*transfer);
  }
}

void DmaMaster::run() {
  while (true) {
    touch(&queue_);
    current_ = queue_.pop_front();
    if (!current_) {
      idle_ = true;
      agent_->idle_wait = true;
      kernel_.block("a transfer", 0);
      agent_->idle_wait = false;
      continue;
    }
    make(*current_);
    finish(*current_);
  }
}

void DmaMaster::finish(Transfer& transfer) {
  touch(&transfer);
  transfer.finished = true;
  if (transfer.waiting) kernel_.wake(*transfer.waiting, kernel_.costs().wake_ns);
}

void DmaMaster::make(Transfer& transfer) {
  for (std::uint32_t i = 0; i < transfer.count; ++i) {
    kernel_.come_to(kernel_.costs().transaction_ns, {.verb = "transaction by", .name = name_});
    ++transactions_;
    const Iova iova = transfer.iova + i * transfer.stride_bytes;
    const std::uint64_t expected = iova.value ^ transfer.pattern;
    std::uint64_t data = expected;
    const SmmuDevice::Access access{.stream = transfer.stream, .iova = iova, .kind = transfer.kind};
    switch (smmu_.access(access, data)) {
      case SmmuDevice::Result::done:
        ++transfer.done;
        if (transfer.verify && data != expected) ++transfer.mismatched;
        break;
      case SmmuDevice::Result::zeroed: ++transfer.zeroed; break;
      case SmmuDevice::Result::aborted: ++transfer.aborted; break;
      case SmmuDevice::Result::lost: ++transfer.lost; break;
    }
  }
}

}  // namespace faultline::sim
