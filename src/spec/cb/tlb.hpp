// SPDX-License-Identifier: Apache-2.0
// TLB maintenance of one context bank. Each register is an operation: the write starts it, TLBSYNC
// and TLBSTATUS tell when it is done. The width of an address operand follows CBA2R.VA64. IHI 0062,
// chapter on translation context bank registers.
#pragma once
#include "spec/cb/register.hpp"
#include "spec/mode.hpp"

namespace faultline::spec::cb {

// VA64 = 1: an address and an ASID in 64 bits.
template <typename Self, typename RegisterT>
struct OperandAarch64 : View<Self, RegisterT> {
  using Base = View<Self, RegisterT>;
  struct VA : Base::template Wo<43, 0, std::uint64_t> {};  // VA[55:12]
  struct Reserved47_44 : Base::template Res0<47, 44> {};
  struct ASID : Base::template Wo<63, 48> {};
  using Fields = reg::FieldList<VA, Reserved47_44, ASID>;
};

// VA64 = 0: an address and an ASID in 32 bits.
template <typename Self, typename RegisterT>
struct OperandAarch32 : View<Self, RegisterT, std::uint32_t> {
  using Base = View<Self, RegisterT, std::uint32_t>;
  struct ASID : Base::template Wo<7, 0> {};
  struct Reserved11_8 : Base::template Res0<11, 8> {};
  struct VA : Base::template Wo<31, 12> {};  // VA[31:12]
  using Fields = reg::FieldList<ASID, Reserved11_8, VA>;
};

// An operation on an address, its operand as the views have it.
template <typename Self, std::uint32_t offset>
struct AddressOperation : Register64<Self, offset, reg::write_only> {
  using Base = Register64<Self, offset, reg::write_only>;
  struct ByVa64 : Base::template Wo<63, 0, std::uint64_t> {};
  using Fields = reg::FieldList<ByVa64>;
  [[nodiscard]] static constexpr FieldSpan layout(std::uint64_t, Mode mode) {
    return mode.va64 ? fields<typename Self::Aarch64>() : fields<typename Self::Aarch32>();
  }
};

// SMMU_CBn_TLBIVA: the entries of an address and an ASID.
struct TLBIVA : AddressOperation<TLBIVA, 0x600> {
  struct Aarch64;
  struct Aarch32;
};
// SMMU_CBn_TLBIVAA: the entries of an address, any ASID (the ASID in the operand is ignored).
struct TLBIVAA : AddressOperation<TLBIVAA, 0x608> {
  struct Aarch64;
  struct Aarch32;
};
// SMMU_CBn_TLBIVAL: as TLBIVA, last level only.
struct TLBIVAL : AddressOperation<TLBIVAL, 0x620> {
  struct Aarch64;
  struct Aarch32;
};
// SMMU_CBn_TLBIVAAL: as TLBIVAA, last level only.
struct TLBIVAAL : AddressOperation<TLBIVAAL, 0x628> {
  struct Aarch64;
  struct Aarch32;
};
struct TLBIVA::Aarch64 : OperandAarch64<TLBIVA::Aarch64, TLBIVA> {};
struct TLBIVA::Aarch32 : OperandAarch32<TLBIVA::Aarch32, TLBIVA> {};
struct TLBIVAA::Aarch64 : OperandAarch64<TLBIVAA::Aarch64, TLBIVAA> {};
struct TLBIVAA::Aarch32 : OperandAarch32<TLBIVAA::Aarch32, TLBIVAA> {};
struct TLBIVAL::Aarch64 : OperandAarch64<TLBIVAL::Aarch64, TLBIVAL> {};
struct TLBIVAL::Aarch32 : OperandAarch32<TLBIVAL::Aarch32, TLBIVAL> {};
struct TLBIVAAL::Aarch64 : OperandAarch64<TLBIVAAL::Aarch64, TLBIVAAL> {};
struct TLBIVAAL::Aarch32 : OperandAarch32<TLBIVAAL::Aarch32, TLBIVAAL> {};
static_assert(reg::tiles<TLBIVA>() && reg::tiles<TLBIVA::Aarch64>() &&
              reg::tiles<TLBIVA::Aarch32>());
static_assert(reg::tiles<TLBIVAA>() && reg::tiles<TLBIVAA::Aarch64>() &&
              reg::tiles<TLBIVAA::Aarch32>());
static_assert(reg::tiles<TLBIVAL>() && reg::tiles<TLBIVAL::Aarch64>() &&
              reg::tiles<TLBIVAL::Aarch32>());
static_assert(reg::tiles<TLBIVAAL>() && reg::tiles<TLBIVAAL::Aarch64>() &&
              reg::tiles<TLBIVAAL::Aarch32>());

// SMMU_CBn_TLBIASID: the entries of an ASID.
struct TLBIASID : Register32<TLBIASID, 0x610, reg::write_only> {
  struct ASID : Wo<15, 0> {};  // bits 15:8 only with TCR2.AS
  struct Reserved31_16 : Res0<31, 16> {};
  using Fields = reg::FieldList<ASID, Reserved31_16>;
};

// SMMU_CBn_TLBIALL: the entries of this bank's VMID. The value written does not matter.
struct TLBIALL : Register32<TLBIALL, 0x618, reg::write_only> {
  struct Any : Wo<31, 0> {};
  using Fields = reg::FieldList<Any>;
};

// SMMU_CBn_TLBIIPAS2: the stage 2 entries of an intermediate physical address; stage 2 banks only.
struct TLBIIPAS2 : Register64<TLBIIPAS2, 0x630, reg::write_only> {
  struct IPA : Wo<35, 0, std::uint64_t> {};  // IPA[47:12]
  struct Reserved63_36 : Res0<63, 36> {};
  using Fields = reg::FieldList<IPA, Reserved63_36>;
};

// SMMU_CBn_TLBIIPAS2L: as TLBIIPAS2, last level only.
struct TLBIIPAS2L : Register64<TLBIIPAS2L, 0x638, reg::write_only> {
  struct IPA : Wo<35, 0, std::uint64_t> {};  // IPA[47:12]
  struct Reserved63_36 : Res0<63, 36> {};
  using Fields = reg::FieldList<IPA, Reserved63_36>;
};

// SMMU_CBn_TLBSYNC: starts a synchronisation of this bank's operations.
struct TLBSYNC : Register32<TLBSYNC, 0x7F0, reg::write_only> {
  struct Any : Wo<31, 0> {};
  using Fields = reg::FieldList<Any>;
};

// SMMU_CBn_TLBSTATUS.
struct TLBSTATUS : Register32<TLBSTATUS, 0x7F4, reg::read_only> {
  struct SACTIVE : Ro<0, 0, bool> {};  // a synchronisation has not finished
  struct Reserved31_1 : Res0<31, 1> {};
  using Fields = reg::FieldList<SACTIVE, Reserved31_1>;
};
static_assert(reg::tiles<TLBIASID>() && reg::tiles<TLBIALL>() && reg::tiles<TLBIIPAS2>());
static_assert(reg::tiles<TLBIIPAS2L>() && reg::tiles<TLBSYNC>() && reg::tiles<TLBSTATUS>());

}  // namespace faultline::spec::cb
