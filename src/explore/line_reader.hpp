// SPDX-License-Identifier: Apache-2.0
//
// Reads the text files that the explorer writes, line by line; nothing that is not known is passed
// over.
#pragma once
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace faultline::explore {

// Thrown from wherever the first mistake is; never leaves the function that reads a whole file.
struct Mistake {
  std::string message;
};

// In double quotes; bytes that cannot be printed are escaped.
[[nodiscard]] std::string quoted(std::string_view raw);
// What stands in a file, for a message: short, and without bytes that cannot be printed.
[[nodiscard]] std::string shown(std::string_view raw);

class LineReader {
 public:
  // What is to be said of a file that is not whole.
  struct Words {
    std::string_view first_line;  // "faultline-schedule 1"
    std::string_view writer;      // "faultline explore --save"
    std::string_view again;       // "save the schedule again"
  };
  LineReader(std::string_view text, const Words& words) : words_(words), rest_(text) {}

  [[nodiscard]] std::uint32_t line() const { return line_; }
  // The rest of the line.
  [[nodiscard]] std::string_view here() const { return here_; }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  // Whether the next line begins with this word.
  [[nodiscard]] bool follows(std::string_view word) const;

  // All of them throw a Mistake.
  void first();
  void next_line(std::string_view wanted);
  void keyword(std::string_view word);  // to the next line, and past the word and a space
  void lone(std::string_view word);     // to the next line, which is that word alone
  std::string build();                  // the rest of the line
  std::string quoted_text(std::string_view what);
  std::uint64_t number(std::string_view what, std::uint64_t at_most);
  std::uint64_t hexadecimal(std::string_view what, std::size_t digits_at_most);
  std::size_t word(std::initializer_list<std::string_view> words);  // which of them it is
  bool skip(char c);                                                // if it comes next
  void space(std::string_view before);
  void line_ends();
  void file_ends(std::string_view after);

 private:
  char escaped(std::string_view what);

  Words words_;
  std::string_view rest_;   // the lines after this one
  std::string_view here_;   // the rest of this line
  std::uint32_t line_ = 0;  // from 1
};

}  // namespace faultline::explore
