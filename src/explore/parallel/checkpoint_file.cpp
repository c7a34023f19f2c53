// SPDX-License-Identifier: Apache-2.0
//
// Counts, classes, and the forest.
#include "explore/parallel/checkpoint_file.hpp"

#include <cerrno>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "explore/parallel/strand_text.hpp"

namespace faultline::explore {

namespace {

constexpr LineReader::Words words = {"faultline-checkpoint 1", "faultline explore --checkpoint",
                                     "begin the search anew"};

Method read_method(LineReader& reader) {
  reader.keyword("method");
  const auto method = method_named(reader.here());
  if (!method) {
    throw Mistake{"'method' is " + shown(reader.here()) +
                  "; it must be naive, sleep, source or optimal"};
  }
  return *method;
}

void write(std::string& text, const SavedArm& arm) {
  text += "arm " + std::to_string(arm.level) + (arm.closed ? " closed " : " open ");
  write(text, arm.taken);
  text += '\n';
  for (const Want& want : arm.wants) write(text, want);
  if (arm.place) {
    text += "shared\n";
    write(text, *arm.place);
  } else if (arm.strand) {
    write(text, *arm.strand);
  } else {
    text += "finished\n";
  }
}

// What hangs from an arm.
void read_content(LineReader& reader, SavedArm& arm) {
  if (reader.follows("shared")) {
    reader.lone("shared");
    arm.place = read_place(reader);
  } else if (reader.follows("strand")) {
    arm.strand = read_strand(reader);
    if (arm.strand->seen > arm.level + arm.strand->way.size()) {
      throw Mistake{"more steps are seen than the strand has"};
    }
  } else {
    reader.lone("finished");
    arm.finished = true;
  }
}

// `deepest`: the level that it may have at most.
SavedArm read_arm(LineReader& reader, bool first, std::size_t deepest) {
  SavedArm arm;
  reader.keyword("arm");
  arm.level = reader.number("the level", first ? 0 : deepest);
  if (!first && arm.level == 0) throw Mistake{"only the first arm has level 0"};
  reader.space("'open' or 'closed'");
  arm.closed = reader.word({"open", "closed"}) == 1;
  if (first && !arm.closed) throw Mistake{"the first arm must be closed"};
  reader.space("a step");
  arm.taken = read_step(reader);
  reader.line_ends();
  while (reader.follows("want")) {
    arm.wants.push_back(read_want(reader));
    if (arm.wants.back().event >= arm.level) throw Mistake{"there is no such place before the arm"};
  }
  read_content(reader, arm);
  if (!arm.closed && !arm.place && (!arm.strand || arm.strand->own.size() != 1)) {
    throw Mistake{"from an open arm hangs a shared place, or a strand of one place"};
  }
  return arm;
}

std::vector<SavedArm> read_arms(LineReader& reader) {
  std::vector<SavedArm> arms;
  reader.keyword("arms");
  const std::uint64_t count = reader.number("the number of arms", 100'000'000);
  reader.line_ends();
  if (count == 0) throw Mistake{"there is one arm at least"};
  std::size_t deepest = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    arms.push_back(read_arm(reader, i == 0, deepest));
    const SavedArm& arm = arms.back();
    deepest = arm.level + (arm.place ? 1 : 0);
    if (deepest > text_depth_at_most) throw Mistake{"it is nested too deeply"};
  }
  return arms;
}

Checkpoint whole(LineReader& reader) {
  Checkpoint checkpoint;
  reader.first();
  reader.keyword("build");
  checkpoint.build = reader.build();
  reader.keyword("scenario");
  checkpoint.scenario = reader.quoted_text("the scenario");
  reader.line_ends();
  checkpoint.method = read_method(reader);
  checkpoint.counts = read_counts(reader);
  checkpoint.deadlock = read_deadlock(reader);
  checkpoint.classes = read_classes(reader);
  checkpoint.arms = read_arms(reader);
  reader.file_ends("the last arm; take it away, or say in 'arms' how many there are");
  return checkpoint;
}

}  // namespace

std::string text(const Checkpoint& checkpoint) {
  std::string text = std::string(words.first_line) + "\n";
  text += "build " + (checkpoint.build.empty() ? std::string("none") : checkpoint.build) + "\n";
  text += "scenario " + quoted(checkpoint.scenario) + "\n";
  text += "method " + std::string(name_of(checkpoint.method)) + "\n";
  write(text, checkpoint.counts);
  write(text, checkpoint.deadlock);
  write(text, checkpoint.classes);
  text += "arms " + std::to_string(checkpoint.arms.size()) + "\n";
  for (const SavedArm& arm : checkpoint.arms) write(text, arm);
  return text;
}

Result<Checkpoint, FileError> parse_checkpoint(std::string_view text, std::string_view file) {
  LineReader reader(text, words);
  try {
    return whole(reader);
  } catch (const Mistake& mistake) {
    return std::unexpected(FileError{std::string(file), reader.line(), mistake.message});
  }
}

Result<void, FileError> save(const Checkpoint& checkpoint, const std::string& path) {
  constexpr const char* remedy = "name a file in a folder that is there";
  const std::string beside = path + ".new";
  errno = 0;
  {
    std::ofstream file(beside, std::ios::binary);
    file << text(checkpoint) << std::flush;
    if (!file) return system_error(beside, "cannot be written", errno, remedy);
  }
  if (std::rename(beside.c_str(), path.c_str()) == 0) return {};
  return system_error(path, "cannot be written", errno, remedy);
}

Result<Checkpoint, FileError> load_checkpoint(const std::string& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::stringstream whole;
  if (file) whole << file.rdbuf();
  if (!file) {
    return system_error(path, "cannot be read", errno,
                        "name a file that 'explore --checkpoint' wrote");
  }
  return parse_checkpoint(whole.str(), path);
}

}  // namespace faultline::explore
