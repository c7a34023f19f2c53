// SPDX-License-Identifier: Apache-2.0
//
// Places and strands as lines of text, as a master and its workers tell each other of them and as a
// checkpoint has them:
//
//   strand 3 2                 3 steps of its way seen, 2 places of its own
//   place 7 1 0 0 2,1          enabled, done, listening, open (hexadecimal sets); wanted
//   asleep 0:r4,w1             process 0 reads word 4 and writes word 1
//   branch 0 2:w1              a wakeup tree, each branch with its depth
//   branch 1 0:r1
//   taken 1:w4
//   place 5 0 0 0 -
//
// Of a step only what it depends on is kept. The reading functions throw Mistake.
#pragma once
#include <string>

#include "explore/line_reader.hpp"
#include "explore/strand.hpp"

namespace faultline::explore {

// A wakeup tree, a way, a nesting of places.
inline constexpr std::size_t text_depth_at_most = 10'000;

void write(std::string& text, const Sleeper& step);
void write(std::string& text, const Place& place);
// The part of its way from its base on is written.
void write(std::string& text, const Strand& strand);
void write(std::string& text, const Want& want);
void write(std::string& text, const Counts& counts);  // all but those of classes and bounds
void write(std::string& text, const std::vector<ProcessId>& deadlock);
void write(std::string& text, const std::vector<ClassHash>& classes);

[[nodiscard]] Sleeper read_step(LineReader& reader);
[[nodiscard]] Place read_place(LineReader& reader);
// Its way begins at its base, which is left 0; whoever reads knows both.
[[nodiscard]] Strand read_strand(LineReader& reader);
[[nodiscard]] Want read_want(LineReader& reader);
[[nodiscard]] Counts read_counts(LineReader& reader);
[[nodiscard]] std::vector<ProcessId> read_deadlock(LineReader& reader);
[[nodiscard]] std::vector<ClassHash> read_classes(LineReader& reader);

}  // namespace faultline::explore
