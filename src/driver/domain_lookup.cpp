// SPDX-License-Identifier: Apache-2.0
//
// Asking the SMMU itself where an address leads. IHI 0062, SMMU_CBn_ATS1PR, ATSR and PAR.
#include "base/bits.hpp"
#include "base/text.hpp"
#include "driver/domain.hpp"
#include "driver/smmu.hpp"
#include "port/barrier.hpp"

namespace faultline::driver {
namespace {

using spec::cb::ATS1PR;
using spec::cb::ATSR;
using spec::cb::PAR;

// Nothing when the operation does not end in time. The caller holds a token and the bank's lock:
// there is one PAR.
std::optional<reg::Value<PAR>> ask(Smmu& smmu, BankIndex bank, Iova iova) {
  Registers& registers = smmu.registers();
  port::Clock& clock = smmu.config().clock;
  registers.write(bank, reg::Value<ATS1PR>().with<ATS1PR::ADDR>(base::bits(iova.value, 63, 12)));
  const std::uint64_t deadline_ns = clock.now_ns() + smmu.options().translation_timeout_ns;
  while (registers.read<ATSR>(bank).get<ATSR::ACTIVE>()) {
    if (clock.now_ns() >= deadline_ns) return std::nullopt;
    clock.delay_ns(1'000);
  }
  return registers.read<PAR>(bank);
}

}  // namespace

std::optional<PhysAddr> Domain::lookup_in_hardware(Iova iova) {
  FL_CHECK(open_ && !quiesced_);
  const bool possible = options_.kind == DomainKind::paging && !tag_.stage2 &&
                        smmu_.capabilities().address_translation;
  if (!possible) return lookup(iova);
  port::full_barrier();
  std::optional<reg::Value<PAR>> answer;
  {
    const auto token = smmu_.policy().try_enter(Purpose::maintenance);
    if (!token) return lookup(iova);
    port::Hold hold(smmu_.bank(tag_.bank).lock);
    answer = ask(smmu_, tag_.bank, iova);
  }
  base::Text<128> line;
  if (!answer) {
    line.add("iova to phys timed out on 0x").add_hex(iova.value);
    smmu_.log(port::Severity::error, line.add(". Falling back to software table walk.").view());
    return lookup(iova);
  }
  if (answer->get<PAR::F>()) {
    smmu_.log(port::Severity::error, "translation fault!");
    smmu_.log(port::Severity::error, line.add("PAR = 0x").add_hex(answer->bits()).view());
    return std::nullopt;
  }
  const std::uint64_t page = answer->as<PAR::Success>().get<PAR::Success::PA>() << 12;
  return PhysAddr(page | base::bits(iova.value, 11, 0));
}

}  // namespace faultline::driver
