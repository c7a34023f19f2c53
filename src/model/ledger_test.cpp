// SPDX-License-Identifier: Apache-2.0
//
// The register ledger names, for every register, tests of this model that exist.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>

namespace faultline::model {
namespace {

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// "Suite.Name" of every test in the sources of the model.
std::set<std::string> written_tests() {
  std::set<std::string> names;
  const std::regex definition(R"(TEST(?:_F|_P)?\((\w+),\s*(\w+)\))");
  for (const auto& file : std::filesystem::directory_iterator(FAULTLINE_SOURCE_DIR "/src/model")) {
    if (!file.path().filename().string().ends_with("_test.cpp")) continue;
    const std::string text = text_of(file.path());
    for (std::sregex_iterator at(text.begin(), text.end(), definition), end; at != end; ++at)
      names.insert((*at)[1].str() + "." + (*at)[2].str());
  }
  return names;
}

TEST(Ledger, NamesForEveryRegisterTestsThatExist) {
  const std::set<std::string> tests = written_tests();
  const std::regex named(R"(`(?:\w+/)?(\w+\.\w+)`)");
  std::istringstream ledger(text_of(FAULTLINE_SOURCE_DIR "/docs/registers.md"));
  unsigned rows = 0;
  for (std::string line; std::getline(ledger, line);) {
    if (!line.starts_with("| `GR") && !line.starts_with("| `CB")) continue;
    ++rows;
    const std::string last = line.substr(line.rfind('|', line.size() - 2));
    EXPECT_TRUE(std::regex_search(last, named)) << "no test: " << line;
    for (std::sregex_iterator at(last.begin(), last.end(), named), end; at != end; ++at)
      EXPECT_TRUE(tests.contains((*at)[1])) << "no such test: " << (*at)[1];
  }
  EXPECT_GT(rows, 60u);
}

}  // namespace
}  // namespace faultline::model
