// SPDX-License-Identifier: Apache-2.0
//
// A header, and a line for each step.
#include "explore/schedule_file.hpp"

#include <cerrno>
#include <fstream>
#include <sstream>

#include "explore/line_reader.hpp"

namespace faultline::explore {

namespace {

constexpr LineReader::Words words = {"faultline-schedule 1", "faultline explore --save",
                                     "save the schedule again"};

Choice choice(LineReader& reader) {
  Choice made;
  made.process = static_cast<ProcessId>(reader.number("the process", processes_at_most - 1));
  reader.space("the name of the process");
  made.name = reader.quoted_text("the name of the process");
  reader.space("the operation");
  made.operation = reader.quoted_text("the operation");
  reader.line_ends();
  return made;
}

SavedSchedule whole(LineReader& reader) {
  SavedSchedule saved;
  reader.first();
  reader.keyword("build");
  saved.build = reader.build();
  reader.keyword("scenario");
  saved.scenario = reader.quoted_text("the scenario");
  reader.line_ends();
  reader.keyword("finding");
  saved.finding = reader.quoted_text("the finding");
  reader.line_ends();
  reader.keyword("steps");
  const std::size_t steps = reader.number("'steps'", saved_steps_at_most);
  reader.line_ends();
  for (std::size_t i = 0; i < steps; ++i) {
    reader.next_line("step " + std::to_string(i + 1) + " of " + std::to_string(steps));
    saved.schedule.push_back(choice(reader));
  }
  reader.file_ends("the last of " + std::to_string(steps) +
                   " steps; take it away, or say in 'steps' how many there are");
  return saved;
}

}  // namespace

std::string text(const SavedSchedule& saved) {
  std::string text = std::string(words.first_line) + "\n";
  text += "build " + (saved.build.empty() ? std::string("none") : saved.build) + "\n";
  text += "scenario " + quoted(saved.scenario) + "\n";
  text += "finding " + quoted(saved.finding) + "\n";
  text += "steps " + std::to_string(saved.schedule.size()) + "\n";
  for (const Choice& choice : saved.schedule) {
    text += std::to_string(choice.process) + " " + quoted(choice.name) + " " +
            quoted(choice.operation) + "\n";
  }
  return text;
}

Result<SavedSchedule, FileError> parse_schedule(std::string_view text, std::string_view file) {
  LineReader reader(text, words);
  try {
    return whole(reader);
  } catch (const Mistake& mistake) {
    return std::unexpected(FileError{std::string(file), reader.line(), mistake.message});
  }
}

Result<void, FileError> save(const SavedSchedule& saved, const std::string& path) {
  const std::string whole = text(saved);
  if (auto read = parse_schedule(whole, path); !read) return std::unexpected(read.error());
  errno = 0;
  std::ofstream file(path, std::ios::binary);
  file << whole << std::flush;
  if (file) return {};
  return system_error(path, "cannot be written", errno, "name a file in a folder that is there");
}

Result<SavedSchedule, FileError> load_schedule(const std::string& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::stringstream whole;
  if (file) whole << file.rdbuf();
  if (!file) {
    return system_error(path, "cannot be read", errno, "name a file that 'explore --save' wrote");
  }
  return parse_schedule(whole.str(), path);
}

}  // namespace faultline::explore
