// SPDX-License-Identifier: Apache-2.0
//
// The map in memory: finding a group for a stream, sharing it, giving it back. What goes to the
// registers is in stream_write.cpp. IHI 0062, chapter on stream mapping.
#include "driver/stream_map.hpp"

#include "driver/policy.hpp"
#include "port/barrier.hpp"

namespace faultline::driver {
namespace {

// Every stream of `inner` is one of `outer`.
bool contains(StreamMatch outer, StreamMatch inner) {
  const auto cares = static_cast<std::uint16_t>(~outer.mask);
  return (inner.mask & cares) == 0 && ((inner.id.value ^ outer.id.value) & cares) == 0;
}

bool overlap(StreamMatch left, StreamMatch right) {
  const auto cares = static_cast<std::uint16_t>(~(left.mask | right.mask));
  return ((left.id.value ^ right.id.value) & cares) == 0;
}

}  // namespace

void StreamMap::open(const Capabilities& capabilities, StreamTarget when_free,
                     StreamTarget bypass) {
  FL_CHECK(capabilities.stream_groups <= storage_.size());
  size_ = capabilities.stream_groups;
  matching_ = capabilities.stream_matching;
  extended_ = capabilities.extended_stream_ids;
  id_mask_ = capabilities.stream_id_mask;
  mask_mask_ = capabilities.stream_mask_mask;
  when_free_ = when_free;
  bypass_ = bypass;
  port::Hold hold(lock_);
  for (StreamEntry& entry : storage_) {
    entry = StreamEntry{};
    entry.target = when_free;
  }
  blocked_ = true;
}

Result<void, StreamError> StreamMap::check(StreamMatch match) const {
  const auto outside = static_cast<std::uint16_t>(~id_mask_);
  if ((match.id.value & outside) != 0) return base::error(StreamError::id_out_of_range);
  if (!matching_ && match.id.value >= size_) return base::error(StreamError::id_out_of_range);
  if ((match.mask & static_cast<std::uint16_t>(~mask_mask_)) != 0) {
    return base::error(StreamError::mask_out_of_range);
  }
  return {};
}

// Where `match` goes, or went: its own entry when streams index the table; else the entry that
// contains it, or a free one if nothing in use touches it.
Result<std::uint32_t, StreamError> StreamMap::place(StreamMatch match, StreamTarget target) {
  if (!matching_) {
    const StreamEntry& entry = storage_[match.id.value];
    if (entry.users > 0 && entry.target != target) return base::error(StreamError::conflict);
    return match.id.value;
  }
  std::optional<std::uint32_t> free;
  for (std::uint32_t group = 0; group < size_; ++group) {
    const StreamEntry& entry = storage_[group];
    if (entry.users == 0) {
      if (!free) free = group;
      continue;
    }
    if (!overlap(entry.match, match)) continue;
    if (!contains(entry.match, match) || entry.target != target) {
      return base::error(StreamError::conflict);
    }
    return group;
  }
  if (!free) return base::error(StreamError::exhausted);
  return *free;
}

std::optional<std::uint32_t> StreamMap::position(StreamMatch match) {
  if (!check(match)) return std::nullopt;
  if (!matching_) {
    if (storage_[match.id.value].users == 0) return std::nullopt;
    return match.id.value;
  }
  for (std::uint32_t group = 0; group < size_; ++group) {
    if (storage_[group].users > 0 && contains(storage_[group].match, match)) return group;
  }
  return std::nullopt;
}

void StreamMap::drop(StreamMatch match) {
  const auto group = position(match);
  FL_CHECK(group.has_value());
  StreamEntry& entry = storage_[*group];
  if (--entry.users > 0) return;
  entry.match = {};
  entry.target = when_free_;
  entry.unwritten = StreamEntry::Unwritten::match_and_target;
}

Result<void, StreamError> StreamMap::add(std::span<const StreamMatch> matches,
                                         StreamTarget target) {
  for (StreamMatch match : matches) FL_TRY(check(match));
  {
    port::Hold hold(lock_);
    for (std::size_t i = 0; i < matches.size(); ++i) {
      const auto group = place(matches[i], target);
      if (!group) {
        for (StreamMatch done : matches.first(i)) drop(done);
        return base::error(group.error());
      }
      StreamEntry& entry = storage_[*group];
      if (entry.users++ > 0) continue;
      entry.match = matches[i];
      entry.target = target;
      entry.unwritten = StreamEntry::Unwritten::match_and_target;
    }
  }
  publish();
  return {};
}

Result<void, StreamError> StreamMap::remove(std::span<const StreamMatch> matches) {
  {
    port::Hold hold(lock_);
    for (std::size_t i = 0; i < matches.size(); ++i) {
      const auto group = position(matches[i]);
      if (!group) return base::error(StreamError::not_mapped);
      // Named more often than it is used.
      std::uint32_t named = 0;
      for (StreamMatch before : matches.first(i)) named += position(before) == group ? 1 : 0;
      if (storage_[*group].users <= named) return base::error(StreamError::not_mapped);
    }
    for (StreamMatch match : matches) drop(match);
  }
  publish();
  return {};
}

Result<void, StreamError> StreamMap::retarget(std::span<const StreamMatch> matches,
                                              StreamTarget target) {
  {
    port::Hold hold(lock_);
    for (StreamMatch match : matches) {
      if (!position(match)) return base::error(StreamError::not_mapped);
    }
    for (StreamMatch match : matches) {
      StreamEntry& entry = storage_[*position(match)];
      entry.target = target;
      if (entry.unwritten == StreamEntry::Unwritten::nothing) {
        entry.unwritten = StreamEntry::Unwritten::target;
      }
    }
  }
  publish();
  return {};
}

std::optional<StreamTarget> StreamMap::find(StreamId stream) {
  port::Hold hold(lock_);
  const auto group = position({stream, 0});
  if (!group) return std::nullopt;
  return storage_[*group].target;
}

std::uint32_t StreamMap::in_use() {
  port::Hold hold(lock_);
  std::uint32_t count = 0;
  for (const StreamEntry& entry : storage_.first(size_)) count += entry.users > 0 ? 1 : 0;
  return count;
}

}  // namespace faultline::driver
