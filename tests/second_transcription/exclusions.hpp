// SPDX-License-Identifier: Apache-2.0
// What the second transcription and src/spec need not have in common, each with its reason. An
// entry names a register, a register's field ("reg.field"), a field in one layout
// ("reg/view.field") or a field of any register ("*.field"). An entry that excludes nothing fails
// the comparison, so that none outlives its reason.
#pragma once

#include <string_view>

namespace faultline::second_transcription {

struct Exclusion {
  std::string_view what;
  std::string_view reason;
};

inline constexpr std::string_view one_layout =
    "src/spec declares one layout for both stages and says beside the field which of them has it";
inline constexpr std::string_view no_meaning = "the value written has no meaning";
inline constexpr std::string_view own_name =
    "the implementation's bits, to which nobody gives a name";
inline constexpr std::string_view ignored = "src/spec names what the hardware ignores but stores";
inline constexpr std::string_view same_operand =
    "src/spec has one operand for TLBIVA and TLBIVAA; the ASID of the latter is ignored";

// In registers.txt, not in src/spec.
inline constexpr Exclusion not_in_spec[] = {
    {"SCTLR/s2.BSU", "src/spec calls bits 15:14 TRANSIENTCFG, which they are in stage 1"},
    {"FSYNR0.NSSTATE",
     "of a Secure access only: reserved in the MMU-500's list, UNKNOWN in another"},
};

// In src/spec, not in registers.txt.
inline constexpr Exclusion not_in_table[] = {
    {"*.Any", no_meaning},
    {"*.ImplementationDefined", own_name},
    {"S2CR/fault.Ignored9_0", ignored},
    {"S2CR/fault.Ignored15_11", ignored},
    {"S2CR/fault.Ignored29_18", ignored},
    {"SCTLR/s1.PTW", one_layout},
    {"SCTLR/s1.FB", one_layout},
    {"SCTLR/s2.WXN", one_layout},
    {"SCTLR/s2.UWXN", one_layout},
    {"SCTLR/s2.ASIDPNE", one_layout},
    {"SCTLR/s2.TRANSIENTCFG", one_layout},
    {"SCTLR/s2.MTCFG", one_layout},
    {"SCTLR/s2.NSCFG", one_layout},
    {"SCTLR/s2.UCI", one_layout},
    {"FSYNR0/s1.NESTED", one_layout},
    {"FSYNR0/s1.S1PTWF", one_layout},
    {"FSYNR0/s1.ATOF", one_layout},
    {"TLBIVAA.ASID", same_operand},
    {"TLBIVAAL.ASID", same_operand},
    {"PAR/fault.UCBF", "src/spec has one layout for PAR and GPAR and says that UCBF is GPAR's"},
};

// Two names for one thing: the table has the one its sources use.
struct Alias {
  std::string_view table;
  std::string_view spec;
};

inline constexpr Alias aliases[] = {
    {"sGATS1UR", "GATS1UR"},
    {"sGATS1UW", "GATS1UW"},
    {"sGATS1PR", "GATS1PR"},
    {"sGATS1PW", "GATS1PW"},
    {"sGATS12UR", "GATS12UR"},
    {"sGATS12UW", "GATS12UW"},
    {"sGATS12PR", "GATS12PR"},
    {"sGATS12PW", "GATS12PW"},
    {"sGPAR", "GPAR"},
    {"sGATSR", "GATSR"},
    {"ADDRESS", "VA"},
    {"ADDRESS", "IPA"},
    {"EXID", "ID"},
    {"EXMASK", "MASK"},
    {"MATTR", "ATTR"},
    {"T0SZ", "N"},  // of the short format
    {"FAR_RO", "FAR"},
    {"IPAFAR", "IPA"},
};

}  // namespace faultline::second_transcription
