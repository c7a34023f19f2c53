// SPDX-License-Identifier: Apache-2.0
// Global register space 0 as a whole, and the list of its registers from which tables, names and
// descriptions are derived.
#pragma once
#include "spec/gr0/ats.hpp"
#include "spec/gr0/config.hpp"
#include "spec/gr0/fault.hpp"
#include "spec/gr0/id.hpp"
#include "spec/gr0/stream.hpp"
#include "spec/gr0/tlb.hpp"
#include "spec/list.hpp"

namespace faultline::spec::gr0 {

using Registers = RegisterList<sCR0, sCR2, sACR, IDR0, IDR1, IDR2, IDR3, IDR4, IDR5, IDR6, IDR7,
                               sGFAR, sGFSR, sGFSRRESTORE, sGFSYNR0, sGFSYNR1, sGFSYNR2, TLBIVMID,
                               TLBIALLNSNH, TLBIALLH, sTLBGSYNC, sTLBGSTATUS, TLBIVAH, TLBIVALH64,
                               TLBIVMIDS1, TLBIVAH64, GATS1UR, GATS1UW, GATS1PR, GATS1PW, GATS12UR,
                               GATS12UW, GATS12PR, GATS12PW, GPAR, GATSR, SMR, S2CR>;

}  // namespace faultline::spec::gr0
