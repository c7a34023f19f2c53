// SPDX-License-Identifier: Apache-2.0
//
// TOML to a list of what is explored and what is equivalent.
#include <fmt/format.h>

#include <toml++/toml.h>
#include <algorithm>

#include "scenario/mutants.hpp"
#include "scenario/words.hpp"

namespace faultline::scenario {

namespace {

// Thrown from wherever the first mistake is; never leaves this file.
struct Mistake {
  toml::source_position place;
  std::string message;
};

[[noreturn]] void refuse(const toml::node& node, std::string message) {
  throw Mistake{node.source().begin, std::move(message)};
}

std::string text(const toml::node& node) {
  const auto value = node.value_exact<std::string>();
  if (!value || printable(*value) != *value) refuse(node, "this must be a text in quotes");
  return *value;
}

const toml::node& need(const toml::table& table, std::string_view key) {
  const toml::node* node = table.get(key);
  if (!node) refuse(table, fmt::format("'{}' is missing", key));
  return *node;
}

const toml::array& list(const toml::node& node) {
  if (!node.as_array()) refuse(node, "this must be a list");
  return *node.as_array();
}

void allow(const toml::table& table, std::initializer_list<std::string_view> keys) {
  for (const auto& [key, value] : table) {
    if (std::find(keys.begin(), keys.end(), key.str()) != keys.end()) continue;
    throw Mistake{key.source().begin, fmt::format("unknown key '{}'; did you mean '{}'?",
                                                  printable(key.str()), closest(key.str(), keys))};
  }
}

void read_equivalents(const toml::table& table, MutantList& made) {
  allow(table, {"mutants", "reason"});
  const auto all = all_mutants();
  const std::string reason = text(need(table, "reason"));
  for (const toml::node& node : list(need(table, "mutants"))) {
    const std::string mutant = text(node);
    const bool known = std::any_of(all.begin(), all.end(),
                                   [&](const auto& one) { return name_of(one) == mutant; });
    if (!known) refuse(node, fmt::format("there is no mutant '{}'", mutant));
    if (made.find(mutant)) refuse(node, fmt::format("'{}' is here twice", mutant));
    made.equivalents.push_back({mutant, reason});
  }
}

MutantList read(const toml::table& table) {
  MutantList made;
  allow(table, {"explored", "equivalent"});
  for (const toml::node& node : list(need(table, "explored"))) made.explored.push_back(text(node));
  const toml::node* equivalents = table.get("equivalent");
  if (!equivalents) return made;
  for (const toml::node& node : list(*equivalents)) {
    if (!node.as_table()) refuse(node, "'equivalent' must be tables, as [[equivalent]]");
    read_equivalents(*node.as_table(), made);
  }
  return made;
}

std::string at(const std::string& path, toml::source_position place, std::string_view message) {
  return fmt::format("{}:{}:{}: error: {}", path, place.line, place.column, message);
}

}  // namespace

Result<MutantList, std::string> load_mutant_list(const std::string& path) {
  try {
    return read(toml::parse_file(path));
  } catch (const toml::parse_error& mistake) {
    return base::error(at(path, mistake.source().begin, mistake.description()));
  } catch (const Mistake& mistake) {
    return base::error(at(path, mistake.place, mistake.message));
  }
}

}  // namespace faultline::scenario
