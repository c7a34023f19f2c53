// SPDX-License-Identifier: Apache-2.0
//
// Which stream goes where: the stream mapping groups (SMR and S2CR), or the table of stream
// indexing. The map is kept in memory under a lock and written from there; an SMMU that sleeps is
// not written to and gets the whole map when it wakes. IHI 0062, chapter on stream mapping.
#pragma once
#include <cstdint>
#include <optional>
#include <span>

#include "base/result.hpp"
#include "base/types.hpp"
#include "driver/capabilities.hpp"
#include "driver/error.hpp"
#include "driver/registers.hpp"
#include "port/lock.hpp"

namespace faultline::driver {

class FaultPolicy;

// The streams that a master emits: those whose IDs agree with `id` in every bit that is 0 in
// `mask`.
struct StreamMatch {
  StreamId id;
  std::uint16_t mask = 0;
  bool operator==(const StreamMatch&) const = default;
};

// What becomes of a stream's transactions.
struct StreamTarget {
  spec::gr0::StreamType type = spec::gr0::StreamType::fault;
  BankIndex bank{};  // of `translate`
  bool operator==(const StreamTarget&) const = default;
};

// One group. Handed in by the machine as storage; StreamMap's alone.
struct StreamEntry {
  // What the registers do not have yet.
  enum class Unwritten : std::uint8_t { nothing, target, match_and_target };

  StreamMatch match;
  StreamTarget target;
  std::uint16_t users = 0;  // 0: free
  Unwritten unwritten = Unwritten::nothing;
};

class StreamMap {
 public:
  // `entries` and the others outlive this. Nothing works before open().
  StreamMap(std::span<StreamEntry> entries, Registers& registers, FaultPolicy& policy)
      : storage_(entries), registers_(registers), policy_(policy) {}
  StreamMap(const StreamMap&) = delete;
  StreamMap& operator=(const StreamMap&) = delete;

  // Probe: how large the map is, what free entries do, and, where the implementation spoils
  // S2CR.TYPE = bypass, which bank translates nothing and stands in for it. Everything is free.
  void open(const Capabilities& capabilities, StreamTarget when_free, StreamTarget bypass);
  // Probe: writes all ones to a free group and sees which bits of ID and mask are there. Narrows
  // both masks of `capabilities`. The SMMU has clocks and nothing else uses the map.
  void probe_masks(Capabilities& capabilities);

  // Leads all of `matches` to `target`, or none. A match that lies inside an entry which leads
  // there shares it; one that is new takes a free group. Writes the groups unless the gate is shut.
  // id_out_of_range, mask_out_of_range, conflict, exhausted. Any context that may take a spin lock.
  [[nodiscard]] Result<void, StreamError> add(std::span<const StreamMatch> matches,
                                              StreamTarget target);
  // Takes away one use of each; an entry without users is free again, and its streams meet what
  // unknown ones meet. not_mapped: nothing was done.
  [[nodiscard]] Result<void, StreamError> remove(std::span<const StreamMatch> matches);
  // Leads entries that are in use elsewhere; other users of the same entries come along. All or
  // none. not_mapped.
  [[nodiscard]] Result<void, StreamError> retarget(std::span<const StreamMatch> matches,
                                                   StreamTarget target);
  // Where a stream goes; nothing when no entry in use has it. Any context.
  [[nodiscard]] std::optional<StreamTarget> find(StreamId stream);

  // For sequences; the caller has access to the registers.
  // Writes one group that every stream meets, and in which it faults, whatever the other groups
  // hold; until block(). Of ID bits that the SMMU cannot mask, the zeros only. Nothing with stream
  // indexing. The caller has access to the registers, and nothing else uses them.
  void shield();
  // From here on until restore() every stream faults, whatever is added: all groups are written as
  // invalid and faulting.
  void block();
  // After block(): writes from memory what is in use, and lets add() and remove() through again.
  void restore();

  [[nodiscard]] std::uint32_t size() const { return size_; }
  [[nodiscard]] std::uint32_t in_use();

 private:
  [[nodiscard]] Result<void, StreamError> check(StreamMatch match) const;
  [[nodiscard]] Result<std::uint32_t, StreamError> place(StreamMatch match, StreamTarget target)
      FL_REQUIRES(lock_);
  [[nodiscard]] std::optional<std::uint32_t> position(StreamMatch match) FL_REQUIRES(lock_);
  void drop(StreamMatch match) FL_REQUIRES(lock_);
  void publish();
  void write(std::uint32_t group) FL_REQUIRES(lock_);
  void write_invalid(std::uint32_t group) FL_REQUIRES(lock_);
  [[nodiscard]] reg::Value<spec::gr0::S2CR> compose(const StreamEntry& entry, bool valid) const
      FL_REQUIRES(lock_);

  const std::span<StreamEntry> storage_;
  Registers& registers_;
  FaultPolicy& policy_;
  std::uint32_t size_ = 0;  // these are constant after probe
  bool matching_ = false;
  bool extended_ = false;
  std::uint16_t id_mask_ = 0;
  std::uint16_t mask_mask_ = 0;
  StreamTarget when_free_{};
  StreamTarget bypass_{};
  port::SpinLock lock_{"smmu stream map"};
  bool blocked_ FL_GUARDED_BY(lock_) = true;
};

}  // namespace faultline::driver
