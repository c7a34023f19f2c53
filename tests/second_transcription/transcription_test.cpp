// SPDX-License-Identifier: Apache-2.0
// The reader of registers.txt and its tests: that it reads what the lines say, that it refuses what
// it does not understand, and that the table agrees with itself before anything is compared with
// it.
#include "transcription.hpp"

#include <gtest/gtest.h>
#include <algorithm>
#include <cctype>
#include <charconv>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

namespace faultline::second_transcription {
namespace {

constexpr std::string_view source_letters = "BCFHIMNOQRSTUZ";

struct Words {
  std::vector<std::string> facts;
  std::string sources;
  bool has_sources = false;
};

// Splits a line at its `|` and its comment; the words before the `|` are facts.
Words split(std::string_view line) {
  Words words;
  line = line.substr(0, line.find('#'));
  const auto bar = line.find('|');
  words.has_sources = bar != std::string_view::npos;
  std::istringstream before{std::string{line.substr(0, bar)}};
  for (std::string word; before >> word;) words.facts.push_back(word);
  if (!words.has_sources) return words;
  std::istringstream after{std::string{line.substr(bar + 1)}};
  for (std::string word; after >> word;) words.sources += word;
  return words;
}

std::optional<std::uint32_t> number(std::string_view text) {
  const bool hexadecimal = text.starts_with("0x");
  if (hexadecimal) text.remove_prefix(2);
  std::uint32_t value = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value, hexadecimal ? 16 : 10);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return value;
}

bool is_access(std::string_view word) {
  return word == "RW" || word == "RO" || word == "WO" || word == "W1C";
}

// Reads line by line; each read_* returns what is wrong, or an empty string.
class Reader {
 public:
  std::string read(std::string_view text) {
    int line = 0;
    for (std::size_t start = 0; start < text.size();) {
      const auto end = std::min(text.find('\n', start), text.size());
      line_ = ++line;
      const std::string problem = read_line(split(text.substr(start, end - start)));
      if (!problem.empty()) return "line " + std::to_string(line) + ": " + problem;
      start = end + 1;
    }
    return {};
  }

  Table table;

 private:
  std::string read_line(const Words& words) {
    if (words.facts.empty()) return {};
    const auto unknown = words.sources.find_first_not_of(source_letters);
    if (unknown != std::string::npos) return "unknown source";
    const std::string& kind = words.facts.front();
    const bool bare = kind == "view" || kind == "same_as";
    if (bare == words.has_sources || (!bare && words.sources.empty())) return "sources";
    if (kind == "register") return read_register(words);
    if (kind == "encoding") return read_encoding(words.facts);
    if (kind == "reset") return read_reset(words.facts);
    if (table.registers.empty()) return "no register yet";
    if (kind == "field") return read_field(words);
    return bare ? read_bare(words.facts) : "unknown kind of line";
  }

  std::string read_register(const Words& words) {
    const auto& w = words.facts;
    if (w.size() != 8 && !(w.size() == 9 && w[8] == "secure")) return "register needs 7 words";
    const auto offset = number(w[3]);
    const auto stride = number(w[4]);
    const auto count = number(w[5]);
    const auto width = number(w[6]);
    if (!offset || !stride || !count || !width) return "not a number";
    if (w[1] != "GR0" && w[1] != "GR1" && w[1] != "CB") return "unknown space";
    if (!is_access(w[7]) || (*width != 32 && *width != 64)) return "access or width";
    if (find(table, w[2])) return "register given twice";
    table.registers.push_back({w[1],
                               w[2],
                               *offset,
                               *stride,
                               *count,
                               *width,
                               w[7],
                               w.size() == 9,
                               "",
                               {},
                               words.sources,
                               line_});
    view_.clear();
    return {};
  }

  std::string read_field(const Words& words) {
    const auto& w = words.facts;
    if (w.size() < 4) return "field needs 3 words";
    Register& reg = table.registers.back();
    Field field{w[1], view_, number(w[2]), number(w[3]), reg.access, false, words.sources, line_};
    if ((!field.high && w[2] != "x") || (!field.low && w[3] != "x")) return "not a bit";
    if (field.high.value_or(0) >= reg.width) return "beyond the register";
    if (field.high && field.low && *field.low > *field.high) return "low above high";
    for (std::size_t i = 4; i < w.size(); ++i) {
      if (w[i] == "secure") {
        field.secure = true;
      } else if (is_access(w[i])) {
        field.access = w[i];
      } else {
        return "unknown word " + w[i];
      }
    }
    reg.fields.push_back(field);
    return {};
  }

  std::string read_bare(const std::vector<std::string>& w) {
    if (w.size() != 2) return "needs one name";
    (w[0] == "view" ? view_ : table.registers.back().same_as) = w[1];
    return {};
  }

  std::string read_encoding(const std::vector<std::string>& w) {
    if (w.size() != 4 || !number(w[2])) return "encoding needs a field, a value and a meaning";
    const auto dot = w[1].find('.');
    if (dot == std::string::npos) return "encoding of no field";
    table.encodings.push_back(
        {w[1].substr(0, dot), w[1].substr(dot + 1), *number(w[2]), w[3], line_});
    return {};
  }

  std::string read_reset(const std::vector<std::string>& w) {
    if (w.size() != 4 || !number(w[2])) return "reset needs a register, a value and of what";
    table.resets.push_back({w[1], *number(w[2]), w[3], line_});
    return {};
  }

  std::string view_;
  int line_ = 0;
};

}  // namespace

std::expected<Table, std::string> parse(std::string_view text) {
  Reader reader;
  std::string problem = reader.read(text);
  if (!problem.empty()) return std::unexpected(std::move(problem));
  return std::move(reader.table);
}

const Register* find(const Table& table, std::string_view name) {
  const auto found = std::ranges::find(table.registers, name, &Register::name);
  return found == table.registers.end() ? nullptr : &*found;
}

std::vector<Field> fields_of(const Table& table, const Register& reg) {
  std::vector<Field> fields = reg.fields;
  const Register* model = reg.same_as.empty() ? nullptr : find(table, reg.same_as);
  if (!model) return fields;
  for (Field field : model->fields) {
    field.access = reg.access;
    fields.push_back(field);
  }
  return fields;
}

bool same_name(std::string_view one, std::string_view other) {
  const auto plain = [](std::string_view name) {
    std::string letters;
    for (const char c : name) {
      if (c != '_') letters += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    return letters;
  };
  return plain(one) == plain(other);
}

namespace {

std::string refusal(std::string_view text) {
  const auto table = parse(text);
  return table ? "" : table.error();
}

Table table_on_disk() {
  std::ifstream file(FAULTLINE_SOURCE_DIR "/tests/second_transcription/registers.txt");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  auto table = parse(text);
  EXPECT_TRUE(table) << table.error();
  return table.value_or(Table{});
}

TEST(TranscriptionReader, ReadsEveryKindOfLine) {
  const auto table = parse(
      "# words\n"
      "register CB R 0x10 4 8 32 RW secure | B C\n"
      "  field A 3 0 | B\n"
      "  view one\n"
      "  field B 7 x W1C secure | Q\n"
      "register GR0 S 0x20 0 1 32 WO | B\n"
      "  same_as R\n"
      "encoding R.A 2 two | B\n"
      "reset R 0x5 mmu500 | B\n");
  ASSERT_TRUE(table) << table.error();
  const Register& reg = table->registers.at(0);
  EXPECT_EQ(reg.offset, 0x10U);
  EXPECT_EQ(reg.stride, 4U);
  EXPECT_EQ(reg.count, 8U);
  EXPECT_TRUE(reg.secure);
  EXPECT_EQ(reg.sources, "BC");
  EXPECT_EQ(reg.fields.at(0).view, "");
  EXPECT_EQ(reg.fields.at(0).access, "RW");
  EXPECT_EQ(reg.fields.at(1).view, "one");
  EXPECT_EQ(reg.fields.at(1).high, 7U);
  EXPECT_EQ(reg.fields.at(1).low, std::nullopt);
  EXPECT_EQ(reg.fields.at(1).access, "W1C");
  EXPECT_TRUE(reg.fields.at(1).secure);
  const auto inherited = fields_of(*table, table->registers.at(1));
  ASSERT_EQ(inherited.size(), 2U);
  EXPECT_EQ(inherited.at(1).access, "WO");
  EXPECT_EQ(table->encodings.at(0).field, "A");
  EXPECT_EQ(table->resets.at(0).value, 5U);
}

TEST(TranscriptionReader, RefusesWhatItDoesNotUnderstand) {
  const std::string reg = "register CB R 0x10 0 1 32 RW | B\n";
  EXPECT_EQ(refusal(reg), "");
  EXPECT_EQ(refusal("field A 3 0 | B\n"), "line 1: no register yet");
  EXPECT_EQ(refusal("registr CB R 0x10 0 1 32 RW | B\n"), "line 1: no register yet");
  EXPECT_EQ(refusal(reg + "colour A 3 | B\n"), "line 2: unknown kind of line");
  EXPECT_EQ(refusal("register CB R 0x10 0 1 32 RW\n"), "line 1: sources");
  EXPECT_EQ(refusal("register CB R 0x10 0 1 32 RW | X\n"), "line 1: unknown source");
  EXPECT_EQ(refusal("register PM R 0x10 0 1 32 RW | B\n"), "line 1: unknown space");
  EXPECT_EQ(refusal("register CB R 0x1g 0 1 32 RW | B\n"), "line 1: not a number");
  EXPECT_EQ(refusal("register CB R 0x10 0 1 16 RW | B\n"), "line 1: access or width");
  EXPECT_EQ(refusal(reg + reg), "line 2: register given twice");
  EXPECT_EQ(refusal(reg + "field A 3 | B\n"), "line 2: field needs 3 words");
  EXPECT_EQ(refusal(reg + "field A 3 y | B\n"), "line 2: not a bit");
  EXPECT_EQ(refusal(reg + "field A 32 0 | B\n"), "line 2: beyond the register");
  EXPECT_EQ(refusal(reg + "field A 0 3 | B\n"), "line 2: low above high");
  EXPECT_EQ(refusal(reg + "field A 3 0 W2C | B\n"), "line 2: unknown word W2C");
  EXPECT_EQ(refusal(reg + "view\n"), "line 2: needs one name");
  EXPECT_EQ(refusal("encoding TYPE 0 zero | B\n"), "line 1: encoding of no field");
}

TEST(TranscriptionReader, NamesCompareWithoutCaseAndUnderscores) {
  EXPECT_TRUE(same_name("MemAttr", "MEM_ATTR"));
  EXPECT_FALSE(same_name("MemAttr", "MemAttr0"));
}

TEST(TranscriptionTable, IsTheWholeTable) {
  const Table table = table_on_disk();
  std::size_t fields = 0;
  for (const Register& reg : table.registers) fields += reg.fields.size();
  EXPECT_EQ(table.registers.size(), 78U);
  EXPECT_EQ(fields, 398U);
}

TEST(TranscriptionTable, NoTwoRegistersOverlap) {
  std::set<std::pair<std::string, std::uint32_t>> words;
  for (const Register& reg : table_on_disk().registers) {
    for (unsigned i = 0; i < reg.count; ++i) {
      for (unsigned byte = 0; byte < reg.width / 8; byte += 4) {
        EXPECT_TRUE(words.emplace(reg.space, reg.offset + i * reg.stride + byte).second)
            << reg.name;
      }
    }
    EXPECT_EQ(reg.offset % (reg.width / 8), 0U) << reg.name;
    EXPECT_EQ(reg.stride, reg.count > 1 ? reg.width / 8 : 0) << reg.name;
  }
}

TEST(TranscriptionTable, NoTwoFieldsOfOneLayoutOverlap) {
  const Table table = table_on_disk();
  for (const Register& reg : table.registers) {
    const auto fields = fields_of(table, reg);
    for (auto one = fields.begin(); one != fields.end(); ++one) {
      for (auto other = one + 1; other != fields.end(); ++other) {
        if (!one->view.empty() && !other->view.empty() && one->view != other->view) continue;
        const bool apart = one->high.value_or(0) < other->low.value_or(*other->high) ||
                           other->high.value_or(0) < one->low.value_or(*one->high);
        EXPECT_TRUE(apart) << reg.name << '.' << one->name << " and " << other->name;
      }
    }
  }
}

TEST(TranscriptionTable, EncodingsAndResetsNameWhatExists) {
  const Table table = table_on_disk();
  for (const Encoding& code : table.encodings) {
    const Register* reg = find(table, code.reg);
    ASSERT_TRUE(reg) << code.reg;
    const auto field = std::ranges::find(reg->fields, code.field, &Field::name);
    ASSERT_NE(field, reg->fields.end()) << code.reg << '.' << code.field;
    EXPECT_LT(code.value >> (*field->high - *field->low), 2U) << code.reg << '.' << code.field;
  }
  for (const Reset& reset : table.resets) EXPECT_TRUE(find(table, reset.reg)) << reset.reg;
}

}  // namespace
}  // namespace faultline::second_transcription
