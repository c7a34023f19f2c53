// SPDX-License-Identifier: Apache-2.0
//
// Faults as lines of the kernel log, letter by letter as Linux writes them, so that what people and
// tools know how to read stays readable. Any context.
#pragma once
#include "base/text.hpp"
#include "driver/fault_record.hpp"

namespace faultline::driver {

using LogLine = base::Text<200>;

// "Unhandled context fault: ..." and the two lines that spell out FSR and FSYNR0.
[[nodiscard]] LogLine context_fault_line(const ContextFaultRecord& record);
[[nodiscard]] LogLine fault_status_line(const ContextFaultRecord& record);
[[nodiscard]] LogLine fault_syndrome_line(const ContextFaultRecord& record);

// What happened, and the registers. Under `disable_bypass` a stream that nothing knows is told as
// such.
[[nodiscard]] LogLine global_fault_line(const GlobalFaultRecord& record, bool disable_bypass);
[[nodiscard]] LogLine global_registers_line(const GlobalFaultRecord& record);

// "N callbacks suppressed", after a rate limit has left out so many.
[[nodiscard]] LogLine suppressed_line(std::uint32_t count);

}  // namespace faultline::driver
