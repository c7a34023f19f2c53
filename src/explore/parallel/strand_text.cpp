// SPDX-License-Identifier: Apache-2.0
//
// Writing and reading, side by side.
#include "explore/parallel/strand_text.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <limits>
#include <utility>

namespace faultline::explore {

namespace {

constexpr std::uint64_t any_number = std::numeric_limits<std::uint64_t>::max();

void write_hexadecimal(std::string& text, std::uint64_t value, std::size_t digits) {
  char buffer[16];
  const auto end = std::to_chars(std::begin(buffer), std::end(buffer), value, 16).ptr;
  const auto size = static_cast<std::size_t>(end - buffer);
  text.append(digits > size ? digits - size : 0, '0');
  text.append(buffer, size);
}

void write_number(std::string& text, std::uint64_t value) {
  char buffer[20];
  text.append(buffer, std::to_chars(std::begin(buffer), std::end(buffer), value).ptr);
}

ProcessSet read_set(LineReader& reader, std::string_view what) {
  return ProcessSet(static_cast<std::uint32_t>(reader.hexadecimal(what, 8)));
}

ProcessId read_process(LineReader& reader) {
  return static_cast<ProcessId>(reader.number("the process", processes_at_most - 1));
}

void write(std::string& text, const WakeupTree& tree) {
  std::vector<std::pair<const WakeupTree::Branch*, std::size_t>> open;
  const auto add = [&](const WakeupTree& from, std::size_t depth) {
    for (auto branch = from.branches.rbegin(); branch != from.branches.rend(); ++branch) {
      open.emplace_back(&*branch, depth);
    }
  };
  add(tree, 0);
  while (!open.empty()) {
    const auto [branch, depth] = open.back();
    open.pop_back();
    text += "branch ";
    write_number(text, depth);
    text += ' ';
    write(text, Sleeper{branch->process, branch->footprint});
    text += '\n';
    add(branch->tree, depth + 1);
  }
}

void read_branches(LineReader& reader, WakeupTree& tree) {
  std::vector<WakeupTree*> levels{&tree};
  while (reader.follows("branch")) {
    reader.keyword("branch");
    const std::size_t depth =
        reader.number("the depth", std::min(levels.size(), text_depth_at_most) - 1);
    reader.space("a step");
    const Sleeper step = read_step(reader);
    reader.line_ends();
    levels.resize(depth + 1);
    auto& branches = levels.back()->branches;
    levels.push_back(&branches.emplace_back(step.process, step.footprint, WakeupTree{}).tree);
  }
}

}  // namespace

void write(std::string& text, const Sleeper& step) {
  write_number(text, step.process);
  char before = ':';
  if (step.footprint.accesses.empty()) text += before;
  for (const Access& access : step.footprint.accesses) {
    text += before;
    text += access.write ? 'w' : 'r';
    write_number(text, access.object);
    before = ',';
  }
}

Sleeper read_step(LineReader& reader) {
  Sleeper step{read_process(reader), {}};
  if (!reader.skip(':')) {
    throw Mistake{"expected ':' and what the step touches, found " + shown(reader.here())};
  }
  while (!reader.here().empty() && reader.here().front() != ' ') {
    Access access;
    access.write = reader.skip('w');
    if (!access.write && !reader.skip('r')) {
      throw Mistake{"expected 'r' or 'w' and the number of a word, found " + shown(reader.here())};
    }
    access.object =
        static_cast<ObjectId>(reader.number("a word", std::numeric_limits<ObjectId>::max()));
    if (step.footprint.accesses.full()) {
      throw Mistake{"a step touches " + std::to_string(step.footprint.accesses.size()) +
                    " words at most"};
    }
    step.footprint.add(access);
    if (!reader.skip(',')) break;
  }
  return step;
}

void write(std::string& text, const Place& place) {
  const auto set = [&](std::uint32_t bits) {
    text += ' ';
    write_hexadecimal(text, bits, 1);
  };
  text += "place";
  set(place.enabled.bits());
  set(place.done.bits());
  set(place.listening.bits());
  set(place.open.bits());
  char before = ' ';
  if (place.wanted.set().empty()) text += " -";
  for (const ProcessId process : place.wanted) {
    text += before;
    write_number(text, process);
    before = ',';
  }
  text += '\n';
  for (const Sleeper& sleeper : place.sleepers) {
    text += "asleep ";
    write(text, sleeper);
    text += '\n';
  }
  write(text, place.tree);
}

Place read_place(LineReader& reader) {
  Place place;
  reader.keyword("place");
  place.enabled = read_set(reader, "the set of those that can go on");
  reader.space("a set");
  place.done = read_set(reader, "the set of those that were tried");
  reader.space("a set");
  place.listening = read_set(reader, "the set of those that listen");
  reader.space("a set");
  place.open = read_set(reader, "the set of those who are still tried");
  reader.space("those that are wanted");
  if (!reader.skip('-')) {
    do place.wanted.add(read_process(reader));
    while (reader.skip(','));
  }
  reader.line_ends();
  while (reader.follows("asleep")) {
    reader.keyword("asleep");
    const Sleeper step = read_step(reader);
    reader.line_ends();
    place.put_to_sleep(step.process, step.footprint);
  }
  read_branches(reader, place.tree);
  return place;
}

void write(std::string& text, const Strand& strand) {
  text += "strand ";
  write_number(text, strand.seen);
  text += ' ';
  write_number(text, strand.own.size());
  text += '\n';
  for (std::size_t i = 0; i < strand.own.size(); ++i) {
    if (i > 0) {
      text += "taken ";
      write(text, strand.way[strand.base + i - 1]);
      text += '\n';
    }
    write(text, strand.own[i]);
  }
}

Strand read_strand(LineReader& reader) {
  Strand strand;
  reader.keyword("strand");
  strand.seen = reader.number("the number of steps that are seen", 2 * text_depth_at_most);
  reader.space("the number of places");
  const std::size_t own = reader.number("the number of places", text_depth_at_most);
  reader.line_ends();
  if (own == 0) throw Mistake{"a strand has one place at least"};
  for (std::size_t i = 0; i < own; ++i) {
    if (i > 0) {
      reader.keyword("taken");
      strand.way.push_back(read_step(reader));
      reader.line_ends();
    }
    strand.own.push_back(read_place(reader));
  }
  return strand;
}

void write(std::string& text, const Want& want) {
  text += "want ";
  write_number(text, want.event);
  text += ' ';
  write_hexadecimal(text, want.initials.bits(), 1);
  text += ' ';
  write_number(text, want.preferred);
  text += '\n';
}

Want read_want(LineReader& reader) {
  Want want;
  reader.keyword("want");
  want.event = reader.number("the number of steps", text_depth_at_most);
  reader.space("a set");
  want.initials = read_set(reader, "the set of those that are wanted");
  reader.space("a process");
  want.preferred = read_process(reader);
  reader.line_ends();
  return want;
}

void write(std::string& text, const Counts& counts) {
  text += "counts";
  for (const std::uint64_t each : {counts.complete, counts.deadlocked, counts.sleep_blocked,
                                   counts.steps, std::uint64_t{counts.longest}}) {
    text += ' ';
    write_number(text, each);
  }
  text += '\n';
}

Counts read_counts(LineReader& reader) {
  Counts counts;
  reader.keyword("counts");
  counts.complete = reader.number("the number of complete executions", any_number);
  reader.space("a number");
  counts.deadlocked = reader.number("the number of deadlocks", any_number);
  reader.space("a number");
  counts.sleep_blocked = reader.number("the number of those left in the middle", any_number);
  reader.space("a number");
  counts.steps = reader.number("the number of steps", any_number);
  reader.space("a number");
  counts.longest = reader.number("the steps of the longest execution", any_number);
  reader.line_ends();
  return counts;
}

void write(std::string& text, const std::vector<ProcessId>& deadlock) {
  text += "deadlock ";
  write_number(text, deadlock.size());
  for (const ProcessId process : deadlock) {
    text += ' ';
    write_number(text, process);
  }
  text += '\n';
}

std::vector<ProcessId> read_deadlock(LineReader& reader) {
  std::vector<ProcessId> way;
  reader.keyword("deadlock");
  const std::size_t steps = reader.number("the steps to a deadlock", 65'535);
  for (std::size_t i = 0; i < steps; ++i) {
    reader.space("a process");
    way.push_back(read_process(reader));
  }
  reader.line_ends();
  return way;
}

void write(std::string& text, const std::vector<ClassHash>& classes) {
  text += "classes ";
  write_number(text, classes.size());
  text += '\n';
  for (const ClassHash& hash : classes) {
    write_hexadecimal(text, hash.low, 16);
    text += ' ';
    write_hexadecimal(text, hash.high, 16);
    text += '\n';
  }
}

std::vector<ClassHash> read_classes(LineReader& reader) {
  std::vector<ClassHash> classes;
  reader.keyword("classes");
  const std::uint64_t count = reader.number("the number of classes", any_number);
  reader.line_ends();
  for (std::uint64_t i = 0; i < count; ++i) {
    reader.next_line("class " + std::to_string(i + 1) + " of " + std::to_string(count));
    ClassHash hash;
    hash.low = reader.hexadecimal("a class", 16);
    reader.space("its other half");
    hash.high = reader.hexadecimal("a class", 16);
    reader.line_ends();
    classes.push_back(hash);
  }
  return classes;
}

}  // namespace faultline::explore
