// SPDX-License-Identifier: Apache-2.0
//
// Formats faults. IHI 0062 has the meaning of each bit; their order here is the log's.
#include "driver/fault_log.hpp"

#include <string_view>

namespace faultline::driver {
namespace {

template <typename Field, typename Value>
bool is_set(Value value) {
  return (value.bits() & Field::mask) != 0;
}

template <typename Field, typename Value>
void add_if(LogLine& line, Value value, std::string_view text) {
  if (is_set<Field>(value)) line.add(text);
}

void add_register(LogLine& line, std::string_view name, std::uint32_t bits) {
  line.add(name).add(" 0x").add_hex(bits, 8);
}

}  // namespace

LogLine context_fault_line(const ContextFaultRecord& record) {
  LogLine line;
  line.add("Unhandled context fault: fsr=0x").add_hex(record.FSR.bits());
  line.add(", iova=0x").add_hex(record.FAR.bits(), 8);
  line.add(", fsynr=0x").add_hex(record.FSYNR0.bits());
  line.add(", cbfrsynra=0x").add_hex(record.CBFRSYNRA.bits());
  line.add(", cb=").add_decimal(record.bank.value);
  return line;
}

LogLine fault_status_line(const ContextFaultRecord& record) {
  using spec::cb::FSR;
  const reg::Value<FSR> fsr = record.FSR;
  LogLine line;
  line.add("FSR    = ").add_hex(fsr.bits(), 8).add(" [");
  add_if<FSR::MULTI>(line, fsr, "MULTI ");
  add_if<FSR::SS>(line, fsr, "SS ");
  line.add("Format=").add_decimal(static_cast<std::uint32_t>(fsr.get<FSR::FORMAT>()));
  add_if<FSR::UUT>(line, fsr, " UUT");
  add_if<FSR::ASF>(line, fsr, " ASF");
  add_if<FSR::TLBLKF>(line, fsr, " TLBLKF");
  add_if<FSR::TLBMCF>(line, fsr, " TLBMCF");
  add_if<FSR::EF>(line, fsr, " EF");
  add_if<FSR::PF>(line, fsr, " PF");
  add_if<FSR::AFF>(line, fsr, " AFF");
  add_if<FSR::TF>(line, fsr, " TF");
  line.add("], SID=0x").add_hex(record.CBFRSYNRA.bits());
  return line;
}

LogLine fault_syndrome_line(const ContextFaultRecord& record) {
  using spec::cb::FSYNR0;
  const reg::Value<FSYNR0> syndrome = record.FSYNR0;
  LogLine line;
  line.add("FSYNR0 = ").add_hex(syndrome.bits(), 8);
  line.add(" [S1CBNDX=").add_decimal(syndrome.get<FSYNR0::S1CBNDX>());
  add_if<FSYNR0::AFR>(line, syndrome, " AFR");
  add_if<FSYNR0::PTWF>(line, syndrome, " PTWF");
  add_if<FSYNR0::NSATTR>(line, syndrome, " NSATTR");
  add_if<FSYNR0::IND>(line, syndrome, " IND");
  add_if<FSYNR0::PNU>(line, syndrome, " PNU");
  add_if<FSYNR0::WNR>(line, syndrome, " WNR");
  line.add(" PLVL=").add_decimal(syndrome.get<FSYNR0::PLVL>()).add("]");
  return line;
}

LogLine global_fault_line(const GlobalFaultRecord& record, bool disable_bypass) {
  LogLine line;
  if (!disable_bypass || !is_set<spec::gr0::sGFSR::USF>(record.sGFSR)) {
    return line.add("Unexpected global fault, this could be serious");
  }
  line.add("Blocked unknown Stream ID 0x");
  line.add_hex(record.sGFSYNR1.get<spec::gr0::sGFSYNR1::STREAMID>());
  return line.add("; boot with \"arm-smmu.disable_bypass=0\" to allow, but this may have ")
      .add("security implications");
}

LogLine global_registers_line(const GlobalFaultRecord& record) {
  LogLine line;
  add_register(line, "\tGFSR", record.sGFSR.bits());
  add_register(line, ", GFSYNR0", record.sGFSYNR0.bits());
  add_register(line, ", GFSYNR1", record.sGFSYNR1.bits());
  add_register(line, ", GFSYNR2", record.sGFSYNR2.bits());
  return line;
}

LogLine suppressed_line(std::uint32_t count) {
  LogLine line;
  return line.add_decimal(count).add(" callbacks suppressed");
}

}  // namespace faultline::driver
