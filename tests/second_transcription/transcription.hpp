// SPDX-License-Identifier: Apache-2.0
// Reads registers.txt, the second transcription of the SMMUv2 register map: what its lines mean is
// written at its top. A line that does not fit is an error, never skipped, because a fact that was
// silently not read is a fact that is silently not compared.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::second_transcription {

// A bit position; nothing where the table has `x`, a place no manual fixes.
using Bit = std::optional<unsigned>;

struct Field {
  std::string name;
  std::string view;  // empty: in every layout of its register
  Bit high;
  Bit low;
  std::string access;  // the register's, where the line has none
  bool secure = false;
  std::string sources;  // a letter each, without spaces
  int line = 0;
};

struct Register {
  std::string space;
  std::string name;
  std::uint32_t offset = 0;
  unsigned stride = 0;
  unsigned count = 0;
  unsigned width = 0;
  std::string access;
  bool secure = false;
  std::string same_as;
  std::vector<Field> fields;
  std::string sources;
  int line = 0;
};

struct Encoding {
  std::string reg;
  std::string field;
  std::uint32_t value = 0;
  std::string meaning;
  int line = 0;
};

struct Reset {
  std::string reg;
  std::uint32_t value = 0;
  std::string of;
  int line = 0;
};

struct Table {
  std::vector<Register> registers;
  std::vector<Encoding> encodings;
  std::vector<Reset> resets;
};

// Reads the whole text; the error names the line and what is wrong with it.
[[nodiscard]] std::expected<Table, std::string> parse(std::string_view text);

// The register of that name, or nullptr.
[[nodiscard]] const Register* find(const Table& table, std::string_view name);

// The fields of a register with those of the register it is `same_as`.
[[nodiscard]] std::vector<Field> fields_of(const Table& table, const Register& reg);

// Names compare without regard to case and underscores: the sources spell MemAttr, MEMATTR,
// Mem_Attr.
[[nodiscard]] bool same_name(std::string_view one, std::string_view other);

}  // namespace faultline::second_transcription
