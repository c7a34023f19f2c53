// SPDX-License-Identifier: Apache-2.0
// docs/registers.md says what the declarations say: a row per register, no row too many, the right
// place, access and masks.
#include <gtest/gtest.h>

#include <fstream>
#include <iomanip>
#include <map>
#include <sstream>
#include <string>

#include "spec/table.hpp"

namespace faultline::spec {
namespace {

// The rows of the ledger up to the masks, by register.
std::map<std::string, std::string> ledger() {
  std::map<std::string, std::string> rows;
  std::ifstream file(FAULTLINE_SOURCE_DIR "/docs/registers.md");
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("| `")) continue;
    const std::size_t name_end = line.find('`', 3);
    std::size_t column = 0;
    for (int n = 0; n < 7; ++n) column = line.find('|', column) + 1;
    const bool added = rows.emplace(line.substr(3, name_end - 3), line.substr(0, column)).second;
    EXPECT_TRUE(added) << "two rows: " << line;
  }
  return rows;
}

const char* access(const RegisterInfo& info) {
  switch (info.access) {
    case reg::RegisterAccess::read_write: return "RW";
    case reg::RegisterAccess::read_only: return "RO";
    case reg::RegisterAccess::write_only: return "WO";
  }
  return "";
}

std::string hex(std::uint64_t value, int digits) {
  std::ostringstream text;
  text << "0x" << std::uppercase << std::hex << std::setfill('0') << std::setw(digits) << value;
  return text.str();
}
std::string mask(std::uint64_t bits) {
  return bits == 0 ? "" : hex(bits, 8);
}

std::string expected_row(const std::string& name, const RegisterInfo& info) {
  const bool partly_read_only = info.access != reg::RegisterAccess::read_only;
  std::ostringstream row;
  row << "| `" << name << "` | " << hex(info.offset, 3) << (info.count > 1 ? " + 4n" : "") << " | "
      << info.width_bits << " | " << access(info) << " | " << mask(info.rules.w1c) << " | "
      << mask(partly_read_only ? info.rules.ro : 0) << " |";
  return row.str();
}

TEST(Ledger, HasTheRowOfEachRegisterAndNoOther) {
  std::map<std::string, std::string> rows = ledger();
  const std::pair<Space, std::string> spaces[] = {
      {Space::gr0, "GR0."}, {Space::gr1, "GR1."}, {Space::cb, "CB."}};
  for (const auto& [space, prefix] : spaces) {
    for (const RegisterInfo& info : table(space)) {
      const std::string name = prefix + std::string(info.name);
      EXPECT_EQ(rows[name], expected_row(name, info));
      rows.erase(name);
    }
  }
  for (const auto& [name, row] : rows) ADD_FAILURE() << "no such register: " << row;
}

}  // namespace
}  // namespace faultline::spec
