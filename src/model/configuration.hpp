// SPDX-License-Identifier: Apache-2.0
//
// What kind of SMMU this is: its size and features, which the ID registers announce and which then
// work, and the choices that the architecture leaves to an implementation, each a switch. Presets
// for known implementations are in model/flavour.hpp. IHI 0062, SMMU_IDR0 to IDR7; DDI 0517 for
// MMU-500.
#pragma once
#include <cstdint>

#include "base/types.hpp"

namespace faultline::model {

// Numbers that the ID registers give.
struct Size {
  std::uint8_t banks = 8;              // context banks, 1 to 128
  std::uint8_t stage2_only_banks = 0;  // the first so many banks do stage 2 only
  std::uint8_t stream_groups =
      16;  // stream matching groups, or the table of stream indexing: 1 to 128
  std::uint8_t stream_id_bits =
      15;                        // 1 to 15; with `extended_stream_ids` and sCR0.EXIDENABLE it is 16
  bool pages_64k = false;        // register pages of 64 KiB instead of 4 KiB
  std::uint8_t input_bits = 48;  // IAS, an intermediate address: 32, 36, 40, 42, 44 or 48
  std::uint8_t output_bits = 48;    // OAS, the same values
  std::uint8_t upstream_bits = 49;  // UBS, what a master emits: 32, 36, 40, 42, 44, 49 or 64
};

// What works. Everything that is false is absent: not announced, and its registers read as zero and
// ignore writes.
struct Features {
  bool stage1 = true;
  bool stage2 = true;
  bool nested = true;           // needs both stages
  bool stream_matching = true;  // else the stream ID indexes S2CR
  bool extended_stream_ids = false;
  bool granule_4k = true;
  bool granule_16k = true;
  bool granule_64k = true;
  bool aarch32_long = true;
  bool aarch32_short = true;
  bool address_translation = true;  // the ATS1 operations, PAR and ATSR
  bool coherent_walk = true;
  bool vmid16 = false;
  bool hierarchy_disable = false;  // TCR2.HAD0 and HAD1
};

// What becomes of a faulting transaction while the bank's earlier one is stalled.
// docs/decisions/0030-second-stall.md.
enum class SecondStall : std::uint8_t {
  waits,  // it is held and translated anew after RESUME, and may then fault and stall with its own
          // record
  joins,  // it stalls beside the first: MULTI is set, and one RESUME decides for both
  terminates,  // it is terminated: MULTI is set
};

// When an invalidation takes effect. The architecture promises no more than "by the end of the next
// sync".
enum class Invalidation : std::uint8_t { at_once, at_sync };

// What is left when power comes back.
enum class PowerLoss : std::uint8_t {
  junk,  // what the manual does not guarantee is arbitrary: pseudo-random from `junk_seed` and the
         // number of power-ons
  zero,  // what the manual does not guarantee is zero, or the implementation's reset value
  retained,  // registers and TLB survive (retention, or a domain that did not really go off)
};

struct Behaviour {
  // Fault bits apart, FSR.SS alone drives the bank's line (MMU-500).
  bool ss_asserts_line = true;
  // RESUME leaves SS set, and the transaction waiting, while fault bits of FSR stand (MMU-500).
  bool resume_needs_clear_first = true;
  SecondStall second_stall = SecondStall::waits;
  // SCTLR.HUPCF = 0 stops later transactions while a fault is outstanding. False: every one is
  // looked at for itself.
  bool honours_hupcf = true;
  // A bank may stall. False: SCTLR.CFCFG reads as zero and ignores writes.
  bool stall_model = true;
  Invalidation invalidation = Invalidation::at_once;
  // A sync completes only when no transaction waits in the device (the field's "TLB sync timed
  // out").
  bool sync_waits_for_stalls = false;
  std::uint32_t sync_duration_ns = 0;
  std::uint32_t address_translation_duration_ns = 0;
  PowerLoss power_loss = PowerLoss::junk;
  std::uint64_t junk_seed = 1;

  // sCR0 after reset, the bits of which this is guaranteed, the others being as arbitrary as
  // everything else (CLIENTPD, says the architecture), and those that software cannot change.
  std::uint32_t sCR0_reset = 0x1;
  std::uint32_t sCR0_guaranteed = 0x1;
  std::uint32_t sCR0_read_only = 0;
  std::uint32_t sACR_reset = 0;
  std::uint32_t ACTLR_reset = 0;
  // The bits of these two that exist.
  std::uint32_t sACR_bits = 0xffff'ffff;
  std::uint32_t ACTLR_bits = 0xffff'ffff;
  // What these hold after power-on, instead of zero, with PowerLoss::zero; and the bits of two of
  // them that software can change, the others having their reset value always.
  std::uint32_t CBAR_reset = 0;
  std::uint32_t SCTLR_reset = 0;
  std::uint32_t SCTLR_bits = 0xffff'ffff;
  std::uint32_t TCR2_reset = 0;
  std::uint32_t TCR2_bits = 0xffff'ffff;
  // MMU-500: writes to ACTLR are ignored while sACR.CACHE_LOCK is set.
  bool cache_lock = false;
  // MMU-500: while ACTLR.CPRE is set, a walk of stage 1 also fetches the page behind, if it
  // translates, into the TLB. Legal for any device; it makes stale what no master ever touched.
  bool prefetches_next_page = false;
  std::uint32_t IDR7 = 0x20;  // MAJOR and MINOR of the implementation
};

// Known defects. All off: the architecture.
struct Errata {
  // Marvell 582743: a 64-bit access arrives as two 32-bit ones, the low word first, so that an
  // operation on an address begins without its high word.
  bool splits_64bit_accesses = false;
  // Qualcomm firmware: a stream map entry that is written as "bypass" reads back, and works, as
  // "fault".
  bool bypass_becomes_fault = false;
  // Cavium 27704 (ASIDs and VMIDs shared between devices) needs no switch: give two devices the
  // same TLB storage.
};

struct Configuration {
  Size size{};
  Features features{};
  Behaviour behaviour{};
  Errata errata{};
  std::uint32_t device = 0;  // what trace events carry
};

}  // namespace faultline::model
