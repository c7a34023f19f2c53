// SPDX-License-Identifier: Apache-2.0
//
// The way of the stream map into the registers. IHI 0062, chapter on stream mapping.
//
// Whatever is written has landed when the lock is given back. A lock orders the writes of two CPUs
// in memory and not on their way to the device, where an older value could come in last; and
// whoever attached a stream may start its master at once.
#include "driver/policy.hpp"
#include "driver/stream_map.hpp"
#include "port/barrier.hpp"

namespace faultline::driver {

using spec::gr0::S2CR;
using spec::gr0::SMR;
using spec::gr0::StreamType;

reg::Value<S2CR> StreamMap::compose(const StreamEntry& entry, bool valid) const {
  StreamTarget target = valid || !matching_ ? entry.target : when_free_;
  if (blocked_) target = StreamTarget{.type = StreamType::fault};
  if (target.type == StreamType::bypass) target = bypass_;
  const bool extended_valid = extended_ && valid;
  if (target.type != StreamType::translate) {
    return reg::Value<S2CR>().with<S2CR::TYPE>(target.type).with<S2CR::EXIDVALID>(extended_valid);
  }
  using Translation = S2CR::Translation;
  return reg::Value<Translation>()
      .with<Translation::CBNDX>(target.bank.value)
      .with<Translation::TYPE>(StreamType::translate)
      .with<Translation::EXIDVALID>(extended_valid);
}

// A group that matches nothing. What makes it match goes first.
void StreamMap::write_invalid(std::uint32_t group) {
  const reg::Value<S2CR> action = compose(storage_[group], false);
  if (!matching_ || extended_) registers_.write(group, action);
  if (matching_) registers_.write(group, reg::Value<SMR>());
  if (matching_ && !extended_) registers_.write(group, action);
}

// A group that matches; what makes it match goes last, so that no stream meets half of it.
void StreamMap::write(std::uint32_t group) {
  const StreamEntry& entry = storage_[group];
  if (entry.users == 0 || blocked_) return write_invalid(group);
  const reg::Value<S2CR> action = compose(entry, true);
  if (matching_ && extended_) {
    registers_.write(group, reg::Value<SMR::Extended>()
                                .with<SMR::Extended::ID>(entry.match.id.value)
                                .with<SMR::Extended::MASK>(entry.match.mask));
  }
  registers_.write(group, action);
  if (matching_ && !extended_) {
    registers_.write(group, reg::Value<SMR::Basic>()
                                .with<SMR::Basic::ID>(entry.match.id.value)
                                .with<SMR::Basic::MASK>(entry.match.mask)
                                .with<SMR::Basic::VALID>(true));
  }
}

// The shadow has changed, and the lock was released. The barrier makes "the gate is shut" mean that
// whoever opens it sees the change.
void StreamMap::publish() {
  port::full_barrier();
  const auto token = policy_.try_enter(Purpose::configuration);
  if (!token) return;
  port::Hold hold(lock_);
  for (std::uint32_t group = 0; group < size_; ++group) {
    StreamEntry& entry = storage_[group];
    if (entry.unwritten == StreamEntry::Unwritten::nothing) continue;
    // The registers may still match what the group was for before: never lead that to the new
    // target.
    if (entry.unwritten == StreamEntry::Unwritten::match_and_target) write_invalid(group);
    write(group);
    entry.unwritten = StreamEntry::Unwritten::nothing;
  }
  registers_.flush_writes();
}

// Whoever matches another group, too, is a conflict, and faults as well: sCR0.SMCFCFG.
void StreamMap::shield() {
  if (!matching_) return;
  port::Hold hold(lock_);
  const auto fault =
      reg::Value<S2CR>().with<S2CR::TYPE>(StreamType::fault).with<S2CR::EXIDVALID>(extended_);
  if (extended_) {
    registers_.write(0, reg::Value<SMR::Extended>().with<SMR::Extended::MASK>(mask_mask_));
    registers_.write(0, fault);
  } else {
    registers_.write(0, fault);
    registers_.write(
        0,
        reg::Value<SMR::Basic>().with<SMR::Basic::MASK>(mask_mask_).with<SMR::Basic::VALID>(true));
  }
}

// The first group last: after a power loss it shields from the others until they are written.
void StreamMap::block() {
  port::Hold hold(lock_);
  blocked_ = true;
  for (std::uint32_t group = size_; group-- > 0;) write_invalid(group);
  registers_.flush_writes();
}

void StreamMap::restore() {
  port::Hold hold(lock_);
  blocked_ = false;
  for (std::uint32_t group = 0; group < size_; ++group) {
    storage_[group].unwritten = StreamEntry::Unwritten::nothing;
    const bool blocked_for_good = matching_ && storage_[group].users == 0;
    if (!blocked_for_good) write(group);
  }
  registers_.flush_writes();
}

void StreamMap::probe_masks(Capabilities& capabilities) {
  if (!capabilities.stream_matching) return;
  // Not valid, so that nothing matches meanwhile: all ones except for the bit that makes it so.
  if (capabilities.extended_stream_ids) {
    registers_.write(0, reg::Value<SMR>(capabilities.stream_id_mask));
    capabilities.stream_id_mask &= static_cast<std::uint16_t>(registers_.read<SMR>(0).bits());
    registers_.write(0, reg::Value<SMR>(std::uint32_t{capabilities.stream_id_mask} << 16));
    capabilities.stream_mask_mask &=
        static_cast<std::uint16_t>(registers_.read<SMR>(0).bits() >> 16);
  } else {
    using Basic = SMR::Basic;
    registers_.write(0, reg::Value<Basic>().with<Basic::ID>(capabilities.stream_id_mask));
    capabilities.stream_id_mask &=
        static_cast<std::uint16_t>(registers_.read<Basic>(0).get<Basic::ID>());
    registers_.write(0, reg::Value<Basic>().with<Basic::MASK>(capabilities.stream_id_mask));
    capabilities.stream_mask_mask &=
        static_cast<std::uint16_t>(registers_.read<Basic>(0).get<Basic::MASK>());
  }
  registers_.write(0, reg::Value<SMR>());
  id_mask_ = capabilities.stream_id_mask;
  mask_mask_ = capabilities.stream_mask_mask;
}

}  // namespace faultline::driver
