// SPDX-License-Identifier: Apache-2.0
//
// Finds out whether firmware spoils "bypass", and works around it.
#include "driver/flavour/qcom.hpp"

#include "driver/flavour/mmu500.hpp"
#include "driver/smmu.hpp"

namespace faultline::driver::flavour {

using spec::gr0::S2CR;
using spec::gr0::StreamType;

void Qcom::adjust(Smmu& smmu, Capabilities& capabilities) {
  bypass_bank_.reset();
  if (!capabilities.stream_matching) return;
  Registers& registers = smmu.registers();
  const std::uint32_t last = capabilities.stream_groups - 1;
  registers.write(last, reg::Value<spec::gr0::SMR>());  // nothing passes through the experiment
  registers.write(last, reg::Value<S2CR>().with<S2CR::TYPE>(StreamType::bypass));
  if (registers.read<S2CR>(last).get<S2CR::TYPE>() == StreamType::bypass) return;
  bypass_bank_ = BankIndex(static_cast<std::uint8_t>(capabilities.banks - 1));
}

void Qcom::reset_bank(Smmu& smmu, BankIndex bank) {
  if (bank != bypass_bank_) return;
  using Attributes = spec::gr1::CBAR::Stage1Bypass;
  smmu.registers().write(bank, reg::Value<Attributes>().with<Attributes::TYPE>(
                                   spec::gr1::ContextType::stage1_stage2_bypass));
}

void QcomMmu500::reset(Smmu& smmu) {
  mmu500::reset(smmu);
}

void QcomMmu500::reset_bank(Smmu& smmu, BankIndex bank) {
  mmu500::reset_bank(smmu, bank);
  Qcom::reset_bank(smmu, bank);
}

}  // namespace faultline::driver::flavour
