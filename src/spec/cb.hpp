// SPDX-License-Identifier: Apache-2.0
// The registers of a translation context bank as a whole, and their list from which tables, names
// and descriptions are derived.
#pragma once
#include "spec/cb/ats.hpp"
#include "spec/cb/attributes.hpp"
#include "spec/cb/control.hpp"
#include "spec/cb/fault.hpp"
#include "spec/cb/table.hpp"
#include "spec/cb/tcr.hpp"
#include "spec/cb/tlb.hpp"
#include "spec/list.hpp"

namespace faultline::spec::cb {

using Registers = RegisterList<SCTLR, ACTLR, RESUME, TCR2, TTBR0, TTBR1, TCR, CONTEXTIDR, MAIR0,
                               MAIR1, PAR, FSR, FSRRESTORE, FAR, FSYNR0, FSYNR1, IPAFAR, TLBIVA,
                               TLBIVAA, TLBIASID, TLBIALL, TLBIVAL, TLBIVAAL, TLBIIPAS2, TLBIIPAS2L,
                               TLBSYNC, TLBSTATUS, ATS1PR, ATS1PW, ATS1UR, ATS1UW, ATSR>;

}  // namespace faultline::spec::cb
