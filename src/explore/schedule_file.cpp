// SPDX-License-Identifier: Apache-2.0
//
// One line after the other; nothing that is not known is passed over.
#include "explore/schedule_file.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <optional>
#include <sstream>

namespace faultline::explore {

namespace {

constexpr std::string_view digits = "0123456789abcdef";
constexpr std::string_view first_line = "faultline-schedule 1";
constexpr std::size_t build_digits_at_most = 128;

bool printable(char c) {
  return c >= ' ' && c <= '~';
}

void escape(std::string& text, char c) {
  const auto byte = static_cast<unsigned char>(c);
  text += "\\x";
  text += digits[byte >> 4];
  text += digits[byte & 15];
}

std::string quoted(std::string_view raw) {
  std::string text = "\"";
  for (const char c : raw) {
    if (!printable(c)) {
      escape(text, c);
      continue;
    }
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  return text + "\"";
}

// What stands in a file, for a message: short, and without bytes that cannot be printed.
std::string shown(std::string_view raw) {
  std::string text = "'";
  for (const char c : raw.substr(0, 40)) {
    if (printable(c)) {
      text += c;
    } else {
      escape(text, c);
    }
  }
  return text + (raw.size() > 40 ? "...'" : "'");
}

// Thrown from wherever the first mistake is; never leaves this file.
struct Mistake {
  std::string message;
};

class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  SavedSchedule whole();
  [[nodiscard]] std::uint32_t line() const { return line_; }

 private:
  void next_line(std::string_view wanted);
  void first();
  void keyword(std::string_view word);
  std::string build();
  std::string quoted_text(std::string_view what);
  char escaped(std::string_view what);
  std::size_t number(std::string_view what, std::size_t at_most);
  void space(std::string_view before);
  void line_ends();
  Choice choice();

  std::string_view rest_;   // the lines after this one
  std::string_view here_;   // the rest of this line
  std::uint32_t line_ = 0;  // from 1
};

void Reader::next_line(std::string_view wanted) {
  ++line_;
  if (rest_.empty()) {
    throw Mistake{"the file ends where " + std::string(wanted) +
                  " should be; it was cut off, save the schedule again"};
  }
  const std::size_t end = rest_.find('\n');
  here_ = rest_.substr(0, end);
  rest_ = end == std::string_view::npos ? std::string_view{} : rest_.substr(end + 1);
}

void Reader::first() {
  next_line("'" + std::string(first_line) + "'");
  if (here_ == first_line) return;
  if (here_.starts_with("faultline-schedule ")) {
    throw Mistake{"format " + shown(here_.substr(19)) +
                  " is not known, only '1' is; read it with the program that wrote it"};
  }
  throw Mistake{"the first line is " + shown(here_) + " and not '" + std::string(first_line) +
                "'; name a file that 'faultline explore --save' wrote"};
}

void Reader::keyword(std::string_view word) {
  next_line("'" + std::string(word) + "'");
  if (here_.starts_with(std::string(word) + " ")) {
    here_.remove_prefix(word.size() + 1);
    return;
  }
  throw Mistake{"expected a line that begins with '" + std::string(word) + " ', found " +
                shown(here_)};
}

std::string Reader::build() {
  const bool sound = here_.size() <= build_digits_at_most && here_.size() % 2 == 0 &&
                     !here_.empty() && here_.find_first_not_of(digits) == std::string_view::npos;
  if (here_ == "none") return {};
  if (sound) return std::string(here_);
  throw Mistake{"'build' is " + shown(here_) +
                "; it must be pairs of the digits 0-9 and a-f, 128 at most, or 'none'"};
}

// After the backslash.
char Reader::escaped(std::string_view what) {
  if (here_.starts_with('"') || here_.starts_with('\\')) {
    const char c = here_.front();
    here_.remove_prefix(1);
    return c;
  }
  if (here_.size() >= 3 && here_[0] == 'x') {
    const std::size_t high = digits.find(here_[1]);
    const std::size_t low = digits.find(here_[2]);
    if (high != std::string_view::npos && low != std::string_view::npos) {
      here_.remove_prefix(3);
      return static_cast<char>(high * 16 + low);
    }
  }
  throw Mistake{"unknown escape " + shown("\\" + std::string(here_.substr(0, 3))) + " in " +
                std::string(what) + R"(; there are \", \\ and \x with two of 0-9 and a-f)"};
}

std::string Reader::quoted_text(std::string_view what) {
  if (!here_.starts_with('"')) {
    throw Mistake{std::string(what) + " must be a text in double quotes, found " + shown(here_)};
  }
  here_.remove_prefix(1);
  std::string text;
  while (!here_.empty()) {
    const char c = here_.front();
    here_.remove_prefix(1);
    if (c == '"') return text;
    if (!printable(c)) {
      throw Mistake{"a byte of " + std::string(what) + " is no printable ASCII; write " +
                    quoted({&c, 1}).substr(1, 4)};
    }
    text += c == '\\' ? escaped(what) : c;
  }
  throw Mistake{std::string(what) + " does not end; add a double quote"};
}

std::size_t Reader::number(std::string_view what, std::size_t at_most) {
  std::size_t value = 0;
  const auto [end, mistake] = std::from_chars(here_.data(), here_.data() + here_.size(), value);
  const auto size = static_cast<std::size_t>(end - here_.data());
  if (size == 0) {
    throw Mistake{std::string(what) + " must be a whole number, found " + shown(here_)};
  }
  if (mistake != std::errc{} || value > at_most) {
    throw Mistake{std::string(what) + " is " + shown(here_.substr(0, size)) + "; it must be " +
                  std::to_string(at_most) + " at most"};
  }
  here_.remove_prefix(size);
  return value;
}

void Reader::space(std::string_view before) {
  if (!here_.starts_with(' ')) {
    throw Mistake{"expected a space and " + std::string(before) + ", found " + shown(here_)};
  }
  here_.remove_prefix(1);
}

void Reader::line_ends() {
  if (!here_.empty()) {
    throw Mistake{"expected the end of the line, found " + shown(here_) + "; take it away"};
  }
}

Choice Reader::choice() {
  Choice made;
  made.process = static_cast<ProcessId>(number("the process", processes_at_most - 1));
  space("the name of the process");
  made.name = quoted_text("the name of the process");
  space("the operation");
  made.operation = quoted_text("the operation");
  line_ends();
  return made;
}

SavedSchedule Reader::whole() {
  SavedSchedule saved;
  first();
  keyword("build");
  saved.build = build();
  keyword("scenario");
  saved.scenario = quoted_text("the scenario");
  line_ends();
  keyword("finding");
  saved.finding = quoted_text("the finding");
  line_ends();
  keyword("steps");
  const std::size_t steps = number("'steps'", saved_steps_at_most);
  line_ends();
  for (std::size_t i = 0; i < steps; ++i) {
    next_line("step " + std::to_string(i + 1) + " of " + std::to_string(steps));
    saved.schedule.push_back(choice());
  }
  if (!rest_.empty()) {
    ++line_;
    throw Mistake{"there is more after the last of " + std::to_string(steps) +
                  " steps; take it away, or say in 'steps' how many there are"};
  }
  return saved;
}

std::unexpected<FileError> system_error(const std::string& path, const char* what, int number,
                                        const char* remedy) {
  return std::unexpected(
      FileError{path, 0, std::string(what) + ": " + std::strerror(number) + "; " + remedy});
}

}  // namespace

std::string FileError::text() const {
  return file + ":" + (line > 0 ? std::to_string(line) + ": error: " : " ") + message;
}

std::string text(const SavedSchedule& saved) {
  std::string text = std::string(first_line) + "\n";
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
  Reader reader(text);
  try {
    return reader.whole();
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
