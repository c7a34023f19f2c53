// SPDX-License-Identifier: Apache-2.0
//
// A virtual SMMU whose bank 0 walks the table of a test, programmed by the driver's own functions
// through its registers, and the memory that both see. Invalidations are written here by hand: the
// driver's need a whole driver.
#pragma once
#include <gtest/gtest.h>

#include <optional>

#include "driver/bank_setup.hpp"
#include "model/smmu.hpp"
#include "pgtable/table.hpp"
#include "pgtable/testing/pool.hpp"

namespace faultline::tables_in_model {

using pgtable::testing::Pool;

class ModelBus final : public port::Bus {
 public:
  explicit ModelBus(model::Smmu& smmu) : smmu_(smmu) {}
  std::uint32_t read32(std::uint32_t offset, const char*) override {
    return static_cast<std::uint32_t>(read(offset, 4));
  }
  std::uint64_t read64(std::uint32_t offset, const char*) override { return read(offset, 8); }
  void write32(std::uint32_t offset, std::uint32_t value, const char*) override {
    FL_CHECK(smmu_.write(offset, value, 4));
  }
  void write64(std::uint32_t offset, std::uint64_t value, const char*) override {
    FL_CHECK(smmu_.write(offset, value, 8));
  }

 private:
  std::uint64_t read(std::uint32_t offset, unsigned size_bytes) {
    const auto value = smmu_.read(offset, size_bytes);
    FL_CHECK(value);
    return *value;
  }
  model::Smmu& smmu_;
};

// Reads descriptors as a walker that may not snoop does; an access outside of the pool is an
// external abort.
class PoolEnvironment final : public model::Environment {
 public:
  explicit PoolEnvironment(const Pool& pool) : pool_(pool) {}
  std::optional<std::uint64_t> read64(PhysAddr address) override {
    const bool inside =
        address.value >= Pool::base && address.value < Pool::base + Pool::capacity_bytes;
    return inside ? std::optional(pool_.walker_reads(address.value)) : std::nullopt;
  }
  void set_line(model::Line, bool) override {}
  void stall_resolved(model::StallId, model::Resolution, bool) override {}
  std::uint64_t now_ns() override { return 0; }

 private:
  const Pool& pool_;
};

class Walker final : public pgtable::FlushSink {
 public:
  static constexpr StreamId stream{5};
  static constexpr BankIndex bank{0};
  static constexpr std::uint64_t strides_at_most = 8;  // beyond them, all of the ASID or VMID

  Walker(const model::Configuration& configuration, const Pool& pool)
      : environment_(pool), smmu(configuration, environment_, storage_.resources()) {
    smmu.set_supply(model::Supply::on);
    const auto decoded =
        driver::decode(driver::identify(registers_), {.window_bytes = smmu.size_bytes()});
    FL_CHECK(decoded);
    capabilities = *decoded;
    registers_.set_pages(capabilities.pages);
    for (std::uint32_t group = 0; group < capabilities.stream_groups; ++group) {
      registers_.write(group, reg::Value<spec::gr0::SMR>());
    }
    using SMR = spec::gr0::SMR::Basic;
    using S2CR = spec::gr0::S2CR::Translation;
    registers_.write(0, reg::Value<spec::gr0::SMR>(
                            reg::Value<SMR>().with<SMR::ID>(stream.value).with<SMR::VALID>(true)));
    registers_.write(0, reg::Value<spec::gr0::S2CR>(reg::Value<S2CR>().with<S2CR::CBNDX>(0)));
    using sCR0 = spec::gr0::sCR0;
    registers_.write(reg::Value<sCR0>().with<sCR0::USFCFG>(true).with<sCR0::SMCFCFG>(true));
    clear_status();
  }

  // From here on the bank walks `table`, for whatever `stage2`, ASID and VMID `wanted` says.
  void point_at(const pgtable::Table& table, const driver::TlbTag& wanted) {
    tag_ = wanted;
    bank_.update([&](driver::BankShadow& shadow) {
      shadow = driver::bank_setup(tag_, table.configuration(), capabilities);
    });
    bank_.write(registers_, bank);
  }

  model::Outcome access(std::uint64_t iova, model::Access kind) {
    return smmu.translate(stream, Iova(iova), kind);
  }
  // What a fault left in FSR, cleared. Without FORMAT, which says no more than which tables are
  // walked.
  std::uint64_t take_status() {
    using FSR = spec::cb::FSR;
    const std::uint64_t status =
        registers_.read<FSR>(bank).bits() & ~std::uint64_t{FSR::FORMAT::mask};
    clear_status();
    return status;
  }

  // --- pgtable::FlushSink. ---
  void range(Iova start, std::uint64_t size_bytes, std::uint64_t stride_bytes) override {
    if (withheld) return;
    if (size_bytes / stride_bytes > strides_at_most) {
      static_cast<void>(all());
    } else if (tag_.stage2) {
      each<spec::cb::TLBIIPAS2L>(start, size_bytes, stride_bytes);
    } else {
      each<spec::cb::TLBIVAL>(start, size_bytes, stride_bytes);
    }
  }
  bool walk(Iova start, std::uint64_t size_bytes, std::uint64_t stride_bytes) override {
    ++walks;
    if (withheld) return true;
    if (size_bytes / stride_bytes > strides_at_most) return all();
    if (tag_.stage2) {
      each<spec::cb::TLBIIPAS2>(start, size_bytes, stride_bytes);
    } else {
      each<spec::cb::TLBIVA>(start, size_bytes, stride_bytes);
    }
    return true;
  }
  bool all() override {
    if (withheld) return true;
    using TLBIASID = spec::cb::TLBIASID;
    using TLBIVMID = spec::gr0::TLBIVMID;
    if (tag_.stage2) {
      registers_.write(reg::Value<TLBIVMID>().with<TLBIVMID::VMID>(tag_.vmid.value));
      registers_.write(reg::Value<spec::gr0::sTLBGSYNC>());
    } else {
      registers_.write(bank, reg::Value<TLBIASID>().with<TLBIASID::ASID>(tag_.asid.value));
      registers_.write(bank, reg::Value<spec::cb::TLBSYNC>());
    }
    return true;
  }

  bool withheld = false;    // invalidations are not written
  std::uint64_t walks = 0;  // tables taken out

 private:
  static std::uint64_t operand_of(Iova address, const driver::TlbTag& tag) {
    const std::uint64_t page = address.value >> 12 & ((std::uint64_t{1} << 44) - 1);
    return tag.stage2 ? page & ((std::uint64_t{1} << 36) - 1)
                      : page | std::uint64_t{tag.asid.value} << 48;
  }
  template <typename Operation>
  void each(Iova start, std::uint64_t size_bytes, std::uint64_t stride_bytes) {
    for (std::uint64_t at = 0; at < size_bytes; at += stride_bytes) {
      registers_.write(bank, reg::Value<Operation>(operand_of(start + at, tag_)));
    }
    registers_.write(bank, reg::Value<spec::cb::TLBSYNC>());
  }
  void clear_status() {
    FL_CHECK(smmu.write(smmu.bank_offset(bank) + spec::cb::FSR::offset(), ~std::uint32_t{0}, 4));
  }

  PoolEnvironment environment_;
  model::Storage<model::Capacity{.tlb_entries = 16, .walk_entries = 8}> storage_;

 public:
  model::Smmu smmu;

 private:
  ModelBus bus_{smmu};
  driver::Registers registers_{bus_};
  driver::Bank bank_;
  driver::TlbTag tag_{};

 public:
  driver::Capabilities capabilities;
};

}  // namespace faultline::tables_in_model
