// SPDX-License-Identifier: Apache-2.0
//
// TOML to a scenario. Every key that is not known is a mistake, because a misspelt one would
// silently mean nothing.
#include "scenario/language.hpp"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <algorithm>
#include <fstream>
#include <sstream>

#include "scenario/alteration.hpp"
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

// What a table may contain.
void allow(const toml::table& table, std::initializer_list<std::string_view> keys) {
  for (const auto& [key, value] : table) {
    if (std::find(keys.begin(), keys.end(), key.str()) != keys.end()) continue;
    const std::string nearest = closest(key.str(), keys);
    throw Mistake{key.source().begin, fmt::format("unknown key '{}'; did you mean '{}'?",
                                                  printable(key.str()), nearest)};
  }
}

std::string text(const toml::table& table, std::string_view key, std::string otherwise) {
  const toml::node* node = table.get(key);
  if (!node) return otherwise;
  const auto value = node->value_exact<std::string>();
  if (!value) refuse(*node, fmt::format("'{}' must be a text in quotes", key));
  // Names go into logs and reports, as they are.
  if (printable(*value) != *value) {
    refuse(*node, fmt::format("'{}' is \"{}\", which has characters that cannot be printed", key,
                              printable(*value)));
  }
  return *value;
}

bool flag(const toml::table& table, std::string_view key, bool otherwise) {
  const toml::node* node = table.get(key);
  if (!node) return otherwise;
  if (const auto value = node->value_exact<bool>()) return *value;
  refuse(*node, fmt::format("'{}' must be true or false", key));
}

struct Range {
  std::uint64_t low = 0;
  std::uint64_t high = ~std::uint64_t{0} >> 1;
};

std::optional<std::uint64_t> number(const toml::table& table, std::string_view key,
                                    Range range = {}) {
  const toml::node* node = table.get(key);
  if (!node) return std::nullopt;
  const auto value = node->value_exact<std::int64_t>();
  if (!value) refuse(*node, fmt::format("'{}' must be a whole number, as 4096 or 0x1000", key));
  const auto got = static_cast<std::uint64_t>(*value);
  if (*value < 0 || got < range.low || got > range.high) {
    refuse(*node,
           fmt::format("'{}' is {}; it must be from {} to {}", key, *value, range.low, range.high));
  }
  return got;
}

// Both together are their sum.
std::optional<std::uint64_t> duration(const toml::table& table) {
  constexpr std::uint64_t longest_ms = 3'600'000;
  const auto ms = number(table, "ms", {0, longest_ms});
  const auto us = number(table, "us", {0, longest_ms * 1000});
  if (!ms && !us) return std::nullopt;
  return ms.value_or(0) * 1'000'000 + us.value_or(0) * 1000;
}

// One that some format of tables has. Whether the SMMU at hand has it shows when it is mapped.
std::uint64_t page_size(const toml::table& table) {
  constexpr std::uint64_t sizes[] = {1ull << 12, 1ull << 14, 1ull << 16, 1ull << 21,
                                     1ull << 25, 1ull << 29, 1ull << 30};
  const auto wanted = number(table, "page");
  if (!wanted) return sizes[0];
  if (std::ranges::find(sizes, *wanted) != std::end(sizes)) return *wanted;
  refuse(*table.get("page"),
         fmt::format("'page' is {}; it must be one of: {}", *wanted, fmt::join(sizes, ", ")));
}

std::uint32_t line_of(const toml::node& node) {
  return static_cast<std::uint32_t>(node.source().begin.line);
}

const toml::table& as_table(const toml::node& node, std::string_view what) {
  if (const toml::table* table = node.as_table()) return *table;
  refuse(node, fmt::format("{} must be a table", what));
}

const toml::array* array(const toml::table& table, std::string_view key) {
  const toml::node* node = table.get(key);
  if (!node) return nullptr;
  if (const toml::array* list = node->as_array()) return list;
  refuse(*node, fmt::format("'{}' must be a list", key));
}

constexpr int deepest = 8;

std::vector<Step> steps_of(const toml::table& table, int depth);

Step step_of(const toml::node& node, int depth) {
  const toml::table& table = as_table(node, "a step");
  allow(table, {"do", "iova", "page", "pages", "count", "stride", "ms", "us", "writable", "write",
                "privileged", "stream", "upper", "process", "steps"});
  const toml::node* verb = table.get("do");
  if (!verb) refuse(node, "a step needs 'do', as { do = \"map\", iova = 0x1000 }");
  const std::string word = text(table, "do", "");
  const std::optional<Operation> operation = operation_of(word);
  if (!operation) {
    refuse(*verb, fmt::format("unknown operation '{}'; did you mean '{}'?", word,
                              closest(word, operation_words())));
  }
  Step step;
  step.operation = *operation;
  step.line = line_of(node);
  step.iova = number(table, "iova").value_or(0);
  step.page_bytes = page_size(table);
  step.pages = static_cast<std::uint32_t>(number(table, "pages", {1, 1u << 16}).value_or(1));
  step.count = static_cast<std::uint32_t>(number(table, "count", {1, 100'000'000}).value_or(1));
  step.stride = number(table, "stride", {0, 1ull << 48})
                    .value_or(step.operation == Operation::repeat ? 0 : 8);
  step.writable = flag(table, "writable", true);
  step.write = flag(table, "write", false);
  step.privileged = flag(table, "privileged", false);
  step.upper = flag(table, "upper", false);
  step.process = static_cast<std::uint32_t>(number(table, "process", {0, 64}).value_or(0));
  step.stream = static_cast<std::uint32_t>(number(table, "stream", {0, 127}).value_or(0));
  if (const auto length = duration(table)) {
    step.duration_ns = *length;
  } else if (needs_duration(step.operation)) {
    refuse(node, fmt::format("'{}' needs a duration, as ms = 20", word));
  }
  if (step.operation == Operation::repeat) {
    if (depth >= deepest) refuse(node, "repeats are nested more than 8 deep");
    step.steps = steps_of(table, depth + 1);
  } else if (table.contains("steps")) {
    refuse(*table.get("steps"), "only 'repeat' has steps of its own");
  }
  return step;
}

std::vector<Step> steps_of(const toml::table& table, int depth) {
  const toml::array* list = array(table, "steps");
  if (!list || list->empty()) refuse(table, "'steps' must list at least one step");
  std::vector<Step> steps;
  for (const toml::node& node : *list) steps.push_back(step_of(node, depth));
  return steps;
}

std::string one_of(const toml::table& table, std::string_view key,
                   std::initializer_list<std::string_view> words) {
  const std::string word = text(table, key, std::string(*words.begin()));
  if (std::find(words.begin(), words.end(), word) != words.end()) return word;
  refuse(*table.get(key),
         fmt::format("'{}' is '{}'; it must be one of: {}", key, word, fmt::join(words, ", ")));
}

DomainKind domain_of(const toml::table& table) {
  const std::string word = one_of(table, "domain", {"paging", "identity", "blocked"});
  if (word == "identity") return DomainKind::identity;
  return word == "blocked" ? DomainKind::blocked : DomainKind::paging;
}

MasterPlan master_of(const toml::node& node) {
  const toml::table& table = as_table(node, "a master");
  allow(table, {"name", "node", "kind", "domain", "split", "stall", "verdict", "handler_wakes",
                "handler_reads"});
  MasterPlan plan;
  plan.line = line_of(node);
  plan.name = text(table, "name", "");
  if (plan.name.empty()) refuse(node, "a master needs a 'name'");
  plan.node = text(table, "node", "");
  if (plan.node.empty()) {
    refuse(node, fmt::format("master '{}' needs a 'node', as \"gpu@3d00000\"", plan.name));
  }
  plan.kind = one_of(table, "kind", {"dma", "gpu"}) == "gpu" ? MasterKind::gpu : MasterKind::dma;
  plan.domain = domain_of(table);
  plan.split = flag(table, "split", false);
  const bool gpu = plan.kind == MasterKind::gpu;
  if (plan.split && !gpu)
    refuse(*table.get("split"), "only a GPU has split tables: kind = \"gpu\"");
  if (gpu && plan.domain != DomainKind::paging) {
    refuse(*table.get("domain"), "a GPU has a paging domain");
  }
  plan.stall = flag(table, "stall", false);
  plan.verdict = one_of(table, "verdict", {"terminate", "retry", "unhandled"});
  plan.handler_wakes = flag(table, "handler_wakes", false);
  plan.handler_reads = flag(table, "handler_reads", false);
  return plan;
}

ThreadPlan thread_of(const toml::node& node, const Scenario& scenario) {
  const toml::table& table = as_table(node, "a thread");
  allow(table, {"name", "master", "cpu", "steps"});
  ThreadPlan plan;
  plan.line = line_of(node);
  plan.master = text(table, "master", "");
  const auto known = std::find_if(scenario.masters.begin(), scenario.masters.end(),
                                  [&](const auto& one) { return one.name == plan.master; });
  if (known == scenario.masters.end()) {
    const toml::node* place = table.get("master");
    refuse(place ? *place : node, plan.master.empty()
                                      ? std::string("a thread needs a 'master'")
                                      : fmt::format("there is no master '{}'", plan.master));
  }
  plan.name = text(table, "name", plan.master + " driver");
  for (const ThreadPlan& other : scenario.threads) {
    if (other.name == plan.name) {
      const toml::node* place = table.get("name");
      refuse(place ? *place : node,
             fmt::format("there are two threads '{}'; give each a 'name' of its own", plan.name));
    }
  }
  plan.cpu = static_cast<std::uint32_t>(number(table, "cpu", {0, scenario.cpus - 1})
                                            .value_or(scenario.threads.size() % scenario.cpus));
  plan.steps = steps_of(table, 0);
  return plan;
}

void read_alterations(const toml::table& table, std::string_view key, Alteration::Kind kind,
                      DriverPlan& plan) {
  const toml::array* list = array(table, key);
  if (!list) return;
  for (const toml::node& one : *list) {
    const auto text = one.value_exact<std::string>();
    if (!text) refuse(one, fmt::format("'{}' lists texts, as \"suspend: sweep faults\"", key));
    const auto place = one.source().begin;
    plan.alterations.push_back({kind, *text, static_cast<std::uint32_t>(place.line),
                                static_cast<std::uint32_t>(place.column)});
  }
}

DriverPlan driver_of(const toml::node& node) {
  const toml::table& table = as_table(node, "'driver'");
  allow(table, {"policy", "variant", "swap", "move", "no_undo", "remove"});
  DriverPlan plan;
  plan.policy = text(table, "policy", "");
  plan.variant = text(table, "variant", "");
  read_alterations(table, "swap", Alteration::Kind::swap, plan);
  read_alterations(table, "move", Alteration::Kind::move, plan);
  read_alterations(table, "no_undo", Alteration::Kind::no_undo, plan);
  read_alterations(table, "remove", Alteration::Kind::remove, plan);
  const auto made = make_driver(plan, {});
  if (made) return plan;
  auto place = node.source().begin;
  if (made.error().line != 0) {
    place.line = made.error().line;
    place.column = made.error().column;
  }
  throw Mistake{place, made.error().message};
}

Exploration exploration_of(const toml::node& node, const Scenario& scenario) {
  const toml::table& table = as_table(node, "'explore'");
  allow(table, {"interrupt_cpu", "deadlines", "posted", "stores", "barriers", "workers"});
  Exploration exploration;
  exploration.interrupt_cpu = static_cast<std::uint32_t>(
      number(table, "interrupt_cpu", {0, scenario.cpus - 1}).value_or(0));
  exploration.deadlines = flag(table, "deadlines", false);
  exploration.posted = flag(table, "posted", true);
  exploration.stores = flag(table, "stores", false);
  exploration.barriers = flag(table, "barriers", true);
  exploration.workers = static_cast<std::uint32_t>(number(table, "workers", {1, 4}).value_or(1));
  return exploration;
}

Expectation expectation_of(const toml::node& node) {
  const toml::table& table = as_table(node, "'expect'");
  allow(table, {"transactions", "faults", "suspends", "lost", "violations"});
  Expectation expectation;
  expectation.transactions_at_least = number(table, "transactions");
  expectation.faults_at_least = number(table, "faults");
  expectation.suspends_at_least = number(table, "suspends");
  expectation.lost = number(table, "lost");
  if (const toml::array* list = array(table, "violations")) {
    for (const toml::node& one : *list) {
      const auto property = one.value_exact<std::string>();
      if (!property || !is_property(*property)) {
        refuse(one, "a violation is a property from \"P1\" to \"P12\"");
      }
      expectation.violations.push_back(*property);
    }
  }
  return expectation;
}

void read_smmu(const toml::node& node, Scenario& scenario) {
  const toml::table& table = as_table(node, "'smmu'");
  allow(table, {"node", "banks", "stream_groups", "autosuspend_ms", "runtime_pm", "power_loss",
                "probe_refused"});
  scenario.smmu = text(table, "node", "");
  if (const auto banks = number(table, "banks", {1, 128})) {
    scenario.banks = static_cast<std::uint32_t>(*banks);
  }
  if (const auto groups = number(table, "stream_groups", {1, 128})) {
    scenario.stream_groups = static_cast<std::uint32_t>(*groups);
  }
  if (const auto delay = number(table, "autosuspend_ms", {0, 60'000})) {
    scenario.autosuspend_delay_ns = *delay * 1'000'000;
  }
  scenario.runtime_pm = flag(table, "runtime_pm", true);
  scenario.power_loss = one_of(table, "power_loss", {"junk", "zero", "retained"});
  scenario.probe_refused = one_of(table, "probe_refused", {"never", "clocks", "interrupt"});
}

Scenario scenario_of(const toml::table& table) {
  allow(table, {"title", "cpus", "spurious_limit", "time_limit_ms", "smmu", "driver", "master",
                "before", "thread", "explore", "expect"});
  Scenario scenario;
  scenario.title = text(table, "title", "");
  scenario.cpus = static_cast<std::uint32_t>(number(table, "cpus", {1, 8}).value_or(2));
  if (const auto limit = number(table, "spurious_limit", {2, 100'000})) {
    scenario.spurious_limit = static_cast<std::uint32_t>(*limit);
  }
  if (const auto limit = number(table, "time_limit_ms", {1, 3'600'000})) {
    scenario.time_limit_ns = *limit * 1'000'000;
  }
  if (const toml::node* smmu = table.get("smmu")) read_smmu(*smmu, scenario);
  if (const toml::node* driver = table.get("driver")) scenario.driver = driver_of(*driver);
  const toml::array* masters = array(table, "master");
  if (!masters || masters->empty()) refuse(table, "a scenario needs at least one [[master]]");
  for (const toml::node& node : *masters) {
    const MasterPlan plan = master_of(node);
    for (const MasterPlan& other : scenario.masters) {
      if (other.name == plan.name) {
        refuse(node, fmt::format("there are two masters '{}'", plan.name));
      }
    }
    scenario.masters.push_back(plan);
  }
  if (const toml::array* before = array(table, "before")) {
    for (const toml::node& node : *before) {
      ThreadPlan plan = thread_of(node, scenario);
      plan.name += " before";
      scenario.before.push_back(plan);
    }
  }
  if (const toml::node* explored = table.get("explore")) {
    scenario.exploration = exploration_of(*explored, scenario);
  }
  const toml::array* threads = array(table, "thread");
  if (!threads || threads->empty()) refuse(table, "a scenario needs at least one [[thread]]");
  for (const toml::node& node : *threads) scenario.threads.push_back(thread_of(node, scenario));
  if (const toml::node* expected = table.get("expect")) {
    scenario.expectation = expectation_of(*expected);
  }
  return scenario;
}

}  // namespace

std::string SourceError::text() const {
  return fmt::format("{}:{}:{}: error: {}", file, line, column, message);
}

Result<Scenario, SourceError> parse(std::string_view source, std::string_view file) {
  const auto error = [&](const toml::source_position& place, std::string message) {
    return base::error(SourceError{std::string(file), static_cast<std::uint32_t>(place.line),
                                   static_cast<std::uint32_t>(place.column), std::move(message)});
  };
  try {
    return scenario_of(toml::parse(source, file));
  } catch (const toml::parse_error& mistake) {
    return error(mistake.source().begin, std::string(mistake.description()));
  } catch (const Mistake& mistake) {
    return error(mistake.place, mistake.message);
  }
}

Result<Scenario, SourceError> load(const std::string& path) {
  std::ifstream file(path);
  if (!file) return base::error(SourceError{path, 0, 0, "the file cannot be read"});
  std::stringstream text;
  text << file.rdbuf();
  return parse(text.str(), path);
}

}  // namespace faultline::scenario
