// SPDX-License-Identifier: Apache-2.0
// Compares src/spec with the second transcription in both directions: registers, the fields of each
// layout, encodings and the MMU-500's reset values. README.md says what to do when it fails.
#include <gtest/gtest.h>
#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <span>

#include "exclusions.hpp"
#include "layouts.hpp"
#include "spec/mmu500.hpp"
#include "spec/table.hpp"
#include "transcription.hpp"

namespace faultline::second_transcription {
namespace {

using spec::FieldSpan;
using spec::RegisterInfo;
using spec::Space;

constexpr Space spaces[] = {Space::gr0, Space::gr1, Space::cb};

std::string_view name_of(Space space) {
  switch (space) {
    case Space::gr0: return "GR0";
    case Space::gr1: return "GR1";
    case Space::cb: return "CB";
  }
  return "?";
}

std::string_view name_of(reg::RegisterAccess access) {
  switch (access) {
    case reg::RegisterAccess::read_write: return "RW";
    case reg::RegisterAccess::read_only: return "RO";
    case reg::RegisterAccess::write_only: return "WO";
  }
  return "?";
}

std::string_view name_of(reg::Access access) {
  switch (access) {
    case reg::Access::rw: return "RW";
    case reg::Access::ro: return "RO";
    case reg::Access::wo: return "WO";
    case reg::Access::w1c: return "W1C";
    default: return "reserved";
  }
}

// The layouts of a register that the table names, or the one it has.
std::vector<Ask> asks_of(std::string_view reg) {
  std::vector<Ask> found;
  std::ranges::copy_if(asks, std::back_inserter(found),
                       [reg](const Ask& ask) { return ask.reg == reg; });
  if (found.empty()) found.push_back({reg, "", 0, {}});
  return found;
}

// The architecture leaves two registers to the implementation; the table has the MMU-500's.
FieldSpan spec_fields(const RegisterInfo& info, const Ask& ask) {
  if (ask.reg == "sACR") return spec::fields<spec::mmu500::sACR>();
  if (ask.reg == "ACTLR") return spec::fields<spec::mmu500::ACTLR>();
  return info.layout(ask.bits, ask.mode);
}

// The same name, or one that stands in the list of aliases.
bool same_thing(std::string_view table, std::string_view spec) {
  return same_name(table, spec) || std::ranges::any_of(aliases, [&](const Alias& alias) {
           return alias.table == table && alias.spec == spec;
         });
}

const RegisterInfo* find_in_spec(const Register& reg) {
  for (const Space space : spaces) {
    if (name_of(space) != reg.space) continue;
    for (const RegisterInfo& info : spec::table(space)) {
      if (same_thing(reg.name, info.name)) return &info;
    }
  }
  return nullptr;
}

const Register* find_in_table(const Table& table, Space space, const RegisterInfo& info) {
  const auto found = std::ranges::find_if(table.registers, [&](const Register& reg) {
    return reg.space == name_of(space) && same_thing(reg.name, info.name);
  });
  return found == table.registers.end() ? nullptr : &*found;
}

Table read_table() {
  std::ifstream file(FAULTLINE_SOURCE_DIR "/tests/second_transcription/registers.txt");
  auto table = parse(std::string{std::istreambuf_iterator<char>(file), {}});
  EXPECT_TRUE(table) << table.error();
  return table.value_or(Table{});
}

// The differences found, less the excluded ones.
class Differences {
 public:
  explicit Differences(std::span<const Exclusion> exclusions) : exclusions_(exclusions) {}

  // `names` are the ways an exclusion may name the thing, from the widest to the narrowest.
  void add(std::initializer_list<std::string> names, const std::string& text) {
    for (const Exclusion& exclusion : exclusions_) {
      if (std::ranges::find(names, exclusion.what) == names.end()) continue;
      used_.insert(exclusion.what);
      return;
    }
    all_.push_back(*(names.end() - 1) + ": " + text);
  }

  // With the exclusions that excluded nothing.
  std::vector<std::string> all() const {
    std::vector<std::string> all = all_;
    for (const Exclusion& exclusion : exclusions_) {
      if (!used_.contains(exclusion.what)) {
        all.push_back("excluded for nothing: " + std::string{exclusion.what});
      }
    }
    return all;
  }

 private:
  std::span<const Exclusion> exclusions_;
  std::set<std::string_view> used_;
  std::vector<std::string> all_;
};

std::vector<Field> table_fields(const Table& table, const Register& reg, const Ask& ask) {
  std::vector<Field> fields = fields_of(table, reg);
  std::erase_if(fields,
                [&](const Field& field) { return !field.view.empty() && field.view != ask.view; });
  return fields;
}

const reg::FieldInfo* find_field(FieldSpan fields, std::string_view name) {
  const auto found = std::ranges::find_if(fields, [name](const reg::FieldInfo& field) {
    return !field.reserved() && same_thing(name, field.name);
  });
  return found == fields.end() ? nullptr : &*found;
}

std::string place_of(const Ask& ask, std::string_view field) {
  std::string place{ask.reg};
  if (!ask.view.empty()) place += "/" + std::string{ask.view};
  return place + "." + std::string{field};
}

std::string bits(Bit high, Bit low) {
  const auto text = [](Bit bit) { return bit ? std::to_string(*bit) : std::string{"x"}; };
  return text(high) + ":" + text(low);
}

bool agree(Bit table, unsigned spec) {
  return !table || *table == spec;
}

// What the comparison of the whole of both found.
struct Comparison {
  Differences missing_in_spec{not_in_spec};
  Differences missing_in_table{not_in_table};
  std::vector<std::string> disagreements;  // both have it, and say different things of it
};

void compare_field(const Field& field, const reg::FieldInfo& info, const std::string& place,
                   Comparison& found) {
  if (!agree(field.high, info.high) || !agree(field.low, info.low)) {
    found.disagreements.push_back(place + ": table " + bits(field.high, field.low) + ", spec " +
                                  bits(info.high, info.low));
  }
  if (field.access != name_of(info.access)) {
    found.disagreements.push_back(place + ": table " + field.access + ", spec " +
                                  std::string{name_of(info.access)});
  }
}

// One layout of one register, in both directions.
void compare_layout(const std::vector<Field>& fields, FieldSpan infos, const Ask& ask,
                    Comparison& found) {
  const std::string reg{ask.reg};
  for (const Field& field : fields) {
    const std::string place = place_of(ask, field.name);
    const reg::FieldInfo* info = find_field(infos, field.name);
    if (info) {
      compare_field(field, *info, place, found);
    } else if (!field.secure) {
      found.missing_in_spec.add({reg, reg + "." + field.name, place}, "not in src/spec");
    }
  }
  for (const reg::FieldInfo& info : infos) {
    const bool known = std::ranges::any_of(
        fields, [&](const Field& field) { return same_thing(field.name, info.name); });
    if (known || info.reserved()) continue;
    const std::string name{info.name};
    found.missing_in_table.add({"*." + name, reg, reg + "." + name, place_of(ask, name)},
                               "not in the table");
  }
}

void compare_place(const Register& reg, const RegisterInfo& info, Comparison& found) {
  const auto differ = [&](std::string_view what, auto table, auto spec) {
    if (table == spec) return;
    found.disagreements.push_back(reg.name + ": " + std::string{what} + " differs");
  };
  differ("offset", reg.offset, info.offset);
  differ("count", reg.count, info.count);
  differ("stride", reg.stride, info.stride_bytes);
  differ("width", reg.width, info.width_bits);
  differ("access", std::string_view{reg.access}, name_of(info.access));
}

Comparison compare(const Table& table) {
  Comparison found;
  for (const Register& reg : table.registers) {
    const RegisterInfo* info = find_in_spec(reg);
    if (!info) {
      if (!reg.secure) found.missing_in_spec.add({reg.name}, "not in src/spec");
      continue;
    }
    compare_place(reg, *info, found);
    for (const Ask& ask : asks_of(reg.name)) {
      compare_layout(table_fields(table, reg, ask), spec_fields(*info, ask), ask, found);
    }
  }
  for (const Space space : spaces) {
    for (const RegisterInfo& info : spec::table(space)) {
      if (find_in_table(table, space, info)) continue;
      found.missing_in_table.add({std::string{info.name}}, "not in the table");
    }
  }
  return found;
}

// All of them, a line each: a list that is cut short hides what else is wrong.
std::string lines(const std::vector<std::string>& all) {
  std::string text;
  for (const std::string& one : all) text += one + '\n';
  return text;
}

TEST(SecondTranscription, SpecHasWhatTheTableHas) {
  EXPECT_EQ(lines(compare(read_table()).missing_in_spec.all()), "");
}

TEST(SecondTranscription, TheTableHasWhatSpecHas) {
  EXPECT_EQ(lines(compare(read_table()).missing_in_table.all()), "");
}

TEST(SecondTranscription, OffsetsBitsAndAccessesAgree) {
  EXPECT_EQ(lines(compare(read_table()).disagreements), "");
}

// The layouts a register has for any bits that choose one and any mode.
std::set<const reg::FieldInfo*> all_layouts(const RegisterInfo& info) {
  std::set<const reg::FieldInfo*> layouts;
  for (unsigned modes = 0; modes < 16; ++modes) {
    const Mode mode{.extended_stream_ids = (modes & 1) != 0,
                    .stage2 = (modes & 2) != 0,
                    .va64 = (modes & 4) != 0,
                    .long_descriptors = (modes & 8) != 0};
    for (unsigned bit = 0; bit < info.width_bits; ++bit) {
      for (const std::uint64_t bits : {0ULL, 1ULL << bit, 3ULL << bit}) {
        layouts.insert(info.layout(bits, mode).data());
      }
    }
  }
  return layouts;
}

TEST(SecondTranscription, NoLayoutOfSpecGoesUncompared) {
  const Table table = read_table();
  for (const Space space : spaces) {
    for (const RegisterInfo& info : spec::table(space)) {
      const Register* reg = find_in_table(table, space, info);
      ASSERT_TRUE(reg) << info.name;
      std::set<const reg::FieldInfo*> asked;
      for (const Ask& ask : asks_of(reg->name)) {
        asked.insert(info.layout(ask.bits, ask.mode).data());
      }
      EXPECT_EQ(asked, all_layouts(info)) << info.name;
    }
  }
}

// A view that has no way to be asked for would be compared with nothing.
TEST(SecondTranscription, EveryViewOfTheTableIsAsked) {
  const Table table = read_table();
  for (const Register& reg : table.registers) {
    for (const Field& field : fields_of(table, reg)) {
      if (field.view.empty()) continue;
      const auto chosen = asks_of(reg.name);
      EXPECT_TRUE(
          std::ranges::any_of(chosen, [&](const Ask& ask) { return ask.view == field.view; }))
          << reg.name << '/' << field.view;
    }
  }
}

}  // namespace
}  // namespace faultline::second_transcription
