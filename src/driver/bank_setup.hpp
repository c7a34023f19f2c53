// SPDX-License-Identifier: Apache-2.0
//
// What a page table means for the registers of a context bank. IHI 0062, chapter on translation
// context bank registers.
#pragma once
#include "driver/bank.hpp"
#include "driver/capabilities.hpp"
#include "driver/tlb.hpp"
#include "pgtable/configuration.hpp"

namespace faultline::driver {

// The shadow of a bank that walks this table, for stage 1 or 2 as the tag says. A stage 1 table of
// the upper region leaves the lower one switched off, and the other way round. Its control begins
// as "translate, not masked".
[[nodiscard]] BankShadow bank_setup(const TlbTag& tag, const pgtable::Configuration& table,
                                    const Capabilities& capabilities);

// Puts a second table into the lower region of a stage 1 bank whose own table is in the upper one,
// or, given null, switches the lower region off again.
void set_lower_table(BankShadow& shadow, Asid asid, const pgtable::Configuration* table);

}  // namespace faultline::driver
