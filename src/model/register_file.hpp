// SPDX-License-Identifier: Apache-2.0
//
// The register map: from an offset to what is stored there, and to what a write sets off. Storing
// follows the rules that the registers' declarations give; here is what depends on the
// configuration and on other registers. IHI 0062, chapter on the address map.
#pragma once
#include <cstdint>

#include "model/device.hpp"
#include "spec/layout.hpp"

namespace faultline::model {

// What software reads. No side effects; zero where nothing is implemented.
[[nodiscard]] std::uint32_t read_word(const Device& device, const spec::Place& place);

// True when the word at `place` and the next one are one 64-bit register.
[[nodiscard]] bool is_wide(const Device& device, const spec::Place& place);

// A write of one word. Of a 64-bit register that starts an operation the low word is the trigger,
// with the high word that was written before it (once); the high word alone only waits.
void write_word(Device& device, const spec::Place& place, std::uint32_t value);
// A single write of a 64-bit register.
void write_wide(Device& device, const spec::Place& place, std::uint64_t value);

}  // namespace faultline::model
