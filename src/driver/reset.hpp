// SPDX-License-Identifier: Apache-2.0
//
// What a reset writes besides the stream map and sCR0: the pieces of a resume that probe and every
// wake-up share. Callers run a sequence: the clocks are on, and streams are blocked.
#pragma once

namespace faultline::driver {

class Smmu;

// The implementation's own registers, then every context bank from its shadow, free ones as "does
// not translate". Takes the banks' locks one after the other. Thread context; does not block.
void reset_banks(Smmu& smmu);

}  // namespace faultline::driver
