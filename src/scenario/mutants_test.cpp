// SPDX-License-Identifier: Apache-2.0
//
// Which mutants there are, and what a list of equivalent ones may say.
#include "scenario/mutants.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "scenario/alteration.hpp"

namespace faultline::scenario {
namespace {

using testing::HasSubstr;

std::vector<std::string> names() {
  std::vector<std::string> names;
  for (const Alteration& mutant : all_mutants()) names.push_back(name_of(mutant));
  return names;
}

TEST(Mutants, AreEveryStepRemovedAndEveryTwoNeighboursExchanged) {
  const auto all = names();
  const std::set<std::string> known(all.begin(), all.end());
  EXPECT_EQ(known.size(), all.size());
  std::size_t expected = 0;
  for (const auto& table : AlteredTables(driver::default_sequences()).list()) {
    ASSERT_FALSE(table.steps.empty()) << table.table;
    expected += 2 * table.steps.size() - 1;
    for (const std::string& step : table.steps) {
      EXPECT_TRUE(known.contains("remove " + table.table + ": " + step)) << step;
    }
    EXPECT_TRUE(known.contains("swap " + table.table + ": " + table.steps[0] + " / " +
                               (table.steps.size() > 1 ? table.steps[1] : "")));
  }
  const auto undos = std::count_if(all.begin(), all.end(),
                                   [](const auto& one) { return one.starts_with("no_undo "); });
  EXPECT_EQ(all.size(), expected + static_cast<std::size_t>(undos));
}

TEST(Mutants, ForgetEveryUndoThatThereIs) {
  const driver::Sequences tables = driver::default_sequences();
  std::set<std::string> expected;
  const auto add = [&](const std::string& table, std::span<const driver::Step> steps) {
    for (const driver::Step& step : steps) {
      if (step.undo) expected.insert("no_undo " + table + ": " + step.name);
    }
  };
  add("probe", tables.probe);
  add("suspend", tables.suspend);
  add("resume", tables.resume);
  add("remove", tables.remove);
  add("shutdown", tables.shutdown);
  std::set<std::string> found;
  for (const std::string& name : names()) {
    if (name.starts_with("no_undo ")) found.insert(name);
  }
  EXPECT_EQ(found, expected);
  EXPECT_GE(found.size(), 10u);
}

TEST(Mutants, CanAllBeMade) {
  for (const Alteration& mutant : all_mutants()) {
    AlteredTables tables(driver::default_sequences());
    const auto made = tables.apply(mutant);
    EXPECT_TRUE(made) << made.error();
  }
}

struct List : ::testing::Test {
  List() {
    std::string name = std::filesystem::temp_directory_path() / "faultline-XXXXXX";
    if (!mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
    folder = name;
  }
  ~List() override { std::filesystem::remove_all(folder); }
  Result<MutantList, std::string> load(const std::string& text) {
    std::ofstream(folder / "x.toml") << text;
    return load_mutant_list(folder / "x.toml");
  }
  std::string mistake(const std::string& text) {
    const auto loaded = load(text);
    if (loaded) return "none";
    return loaded.error().substr(folder.string().size() + 1);
  }
  std::filesystem::path folder;
};

TEST_F(List, SaysWhatIsExploredAndWhatIsEquivalent) {
  const auto list = load(
      "explored = [\"a.toml\", \"b.toml\"]\n[[equivalent]]\nmutants = [\"remove suspend: begin\"]\n"
      "reason = \"it does nothing\"\n");
  ASSERT_TRUE(list) << list.error();
  EXPECT_EQ(list->explored, (std::vector<std::string>{"a.toml", "b.toml"}));
  ASSERT_TRUE(list->find("remove suspend: begin"));
  EXPECT_EQ(list->find("remove suspend: begin")->reason, "it does nothing");
  EXPECT_FALSE(list->find("remove suspend: sweep faults"));
}

TEST_F(List, AnswersMistakesWithTheirPlace) {
  EXPECT_EQ(mistake("explored = []\nequivalents = 1\n"),
            "x.toml:2:1: error: unknown key 'equivalents'; did you mean 'equivalent'?");
  EXPECT_THAT(mistake("equivalent = []\n"), HasSubstr("'explored' is missing"));
  EXPECT_EQ(mistake("explored = [1]\n"), "x.toml:1:13: error: this must be a text in quotes");
  EXPECT_THAT(mistake("explored = [\n"), HasSubstr("x.toml:"));
  const std::string head = "explored = []\n[[equivalent]]\nreason = \"r\"\nmutants = [";
  EXPECT_EQ(mistake(head + "\"remove suspend: sleep\"]\n"),
            "x.toml:4:12: error: there is no mutant 'remove suspend: sleep'");
  EXPECT_THAT(mistake(head + "\"remove suspend: begin\", \"remove suspend: begin\"]\n"),
              HasSubstr("'remove suspend: begin' is here twice"));
  EXPECT_THAT(load_mutant_list(folder / "none.toml").error(), HasSubstr("none.toml"));
}

}  // namespace
}  // namespace faultline::scenario
