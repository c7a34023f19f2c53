// SPDX-License-Identifier: Apache-2.0
//
// What a line may be, and what is said where it is not.
#include "explore/line_reader.hpp"

#include <charconv>

namespace faultline::explore {

namespace {

constexpr std::string_view digits = "0123456789abcdef";
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

}  // namespace

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

void LineReader::next_line(std::string_view wanted) {
  ++line_;
  if (rest_.empty()) {
    throw Mistake{"the file ends where " + std::string(wanted) + " should be; it was cut off, " +
                  std::string(words_.again)};
  }
  const std::size_t end = rest_.find('\n');
  here_ = rest_.substr(0, end);
  rest_ = end == std::string_view::npos ? std::string_view{} : rest_.substr(end + 1);
}

void LineReader::first() {
  const std::string_view kind = words_.first_line.substr(0, words_.first_line.find(' ') + 1);
  next_line("'" + std::string(words_.first_line) + "'");
  if (here_ == words_.first_line) return;
  if (here_.starts_with(kind)) {
    throw Mistake{"format " + shown(here_.substr(kind.size())) +
                  " is not known, only '1' is; read it with the program that wrote it"};
  }
  throw Mistake{"the first line is " + shown(here_) + " and not '" +
                std::string(words_.first_line) + "'; name a file that '" +
                std::string(words_.writer) + "' wrote"};
}

void LineReader::keyword(std::string_view word) {
  next_line("'" + std::string(word) + "'");
  if (here_.starts_with(std::string(word) + " ")) {
    here_.remove_prefix(word.size() + 1);
    return;
  }
  throw Mistake{"expected a line that begins with '" + std::string(word) + " ', found " +
                shown(here_)};
}

std::string LineReader::build() {
  const bool sound = here_.size() <= build_digits_at_most && here_.size() % 2 == 0 &&
                     !here_.empty() && here_.find_first_not_of(digits) == std::string_view::npos;
  if (here_ == "none") return {};
  if (sound) return std::string(here_);
  throw Mistake{"'build' is " + shown(here_) +
                "; it must be pairs of the digits 0-9 and a-f, 128 at most, or 'none'"};
}

// After the backslash.
char LineReader::escaped(std::string_view what) {
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

std::string LineReader::quoted_text(std::string_view what) {
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

std::uint64_t LineReader::number(std::string_view what, std::uint64_t at_most) {
  std::uint64_t value = 0;
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

void LineReader::space(std::string_view before) {
  if (!here_.starts_with(' ')) {
    throw Mistake{"expected a space and " + std::string(before) + ", found " + shown(here_)};
  }
  here_.remove_prefix(1);
}

void LineReader::line_ends() {
  if (!here_.empty()) {
    throw Mistake{"expected the end of the line, found " + shown(here_) + "; take it away"};
  }
}

std::uint64_t LineReader::hexadecimal(std::string_view what, std::size_t digits_at_most) {
  std::uint64_t value = 0;
  std::size_t size = 0;
  for (; size < here_.size(); ++size) {
    const std::size_t digit = digits.find(here_[size]);
    if (digit == std::string_view::npos) break;
    value = value << 4 | digit;
  }
  if (size == 0 || size > digits_at_most) {
    throw Mistake{std::string(what) + " must be 1 to " + std::to_string(digits_at_most) +
                  " of 0-9 and a-f, found " + shown(here_)};
  }
  here_.remove_prefix(size);
  return value;
}

std::size_t LineReader::word(std::initializer_list<std::string_view> words) {
  const std::string_view found = here_.substr(0, here_.find(' '));
  std::string all;
  for (const std::string_view* each = words.begin(); each != words.end(); ++each) {
    if (*each == found) {
      here_.remove_prefix(found.size());
      return static_cast<std::size_t>(each - words.begin());
    }
    all += (all.empty() ? "'" : " or '") + std::string(*each) + "'";
  }
  throw Mistake{"expected " + all + ", found " + shown(here_)};
}

bool LineReader::skip(char c) {
  if (!here_.starts_with(c)) return false;
  here_.remove_prefix(1);
  return true;
}

bool LineReader::follows(std::string_view word) const {
  if (!rest_.starts_with(word)) return false;
  const std::string_view behind = rest_.substr(word.size());
  return behind.empty() || behind.front() == ' ' || behind.front() == '\n';
}

void LineReader::lone(std::string_view word) {
  next_line("'" + std::string(word) + "'");
  if (here_ != word) {
    throw Mistake{"expected '" + std::string(word) + "', found " + shown(here_)};
  }
}

void LineReader::file_ends(std::string_view after) {
  if (rest_.empty()) return;
  ++line_;
  throw Mistake{"there is more after " + std::string(after)};
}

}  // namespace faultline::explore
