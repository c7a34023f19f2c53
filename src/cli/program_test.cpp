// SPDX-License-Identifier: Apache-2.0
//
// The built program, from outside: exit statuses, what goes where, and what mistakes are answered
// with. Every shipped scenario of scenarios/correct is run and is clean.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

namespace faultline::cli {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;
using testing::UnorderedElementsAre;

struct Output {
  int status = -1;
  std::string out, error;
};

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// A folder of this test's own; gone with it.
struct Folder {
  Folder() {
    std::string name = std::filesystem::temp_directory_path() / "faultline-XXXXXX";
    if (!mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
    path = name;
  }
  ~Folder() { std::filesystem::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::filesystem::path path;
};

// `arguments` as a shell takes them; `before` goes before the program, for its environment.
Output faultline(const std::string& arguments, const std::string& before = {}) {
  const Folder folder;
  const std::string out = folder.path / "out";
  const std::string error = folder.path / "error";
  const std::string line = before + " " FAULTLINE_BINARY_DIR "/faultline " + arguments + " >" +
                           out + " 2>" + error + " </dev/null";
  const int status = std::system(line.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, content(out), content(error)};
}

constexpr const char* fault_and_sleep = R"([[master]]
name = "m"
node = "display@ae90000"
[[thread]]
master = "m"
steps = [ { do = "get" }, { do = "fault", iova = 0x1000 }, { do = "put" },
  { do = "wait", ms = 30 } ]
)";

// The same with a scenario file of this content, FILE in the arguments.
Output faultline_on(const std::string& scenario, std::string arguments) {
  const Folder folder;
  const std::string file = folder.path / "x.toml";
  std::ofstream(file) << scenario;
  arguments.replace(arguments.find("FILE"), 4, file);
  Output output = faultline(arguments);
  for (std::size_t at = 0; (at = output.error.find(file)) != std::string::npos;) {
    output.error.replace(at, file.size(), "FILE");
  }
  return output;
}

TEST(ExitStatus, Is0WhenWhatWasAskedForCameOut) {
  const Output output = faultline_on(fault_and_sleep, "run FILE");
  EXPECT_EQ(output.status, 0) << output.out;
  EXPECT_THAT(output.error, IsEmpty());
  EXPECT_THAT(output.out, AllOf(StartsWith("[    0.0000"), HasSubstr("probing hardware"),
                                HasSubstr("1 raised = 1 reported + 0 overflowed + 0 lost"),
                                HasSubstr("  P12  holds     ")));
}

TEST(ExitStatus, Is1WhenAnExpectationIsNotMet) {
  const Output output =
      faultline_on(std::string(fault_and_sleep) + "[expect]\nfaults = 2\n", "run --quiet FILE");
  EXPECT_EQ(output.status, 1);
  EXPECT_THAT(output.out, EndsWith("  not as expected: faults: 1 of at least 2\n"));
}

TEST(ExitStatus, Is1ForATreeThatIsNotThere) {
  const Output output = faultline("run --dtb no/such.dtb");
  EXPECT_EQ(output.status, 1);
  EXPECT_EQ(output.error,
            "faultline: no/such.dtb: cannot be read: No such file or directory; name a .dtb file "
            "that can be read\n");
}

TEST(ExitStatus, Is1ForAMistakeInTheScenario) {
  const Output output = faultline_on("[[master]]\nnam = 1\n", "run FILE");
  EXPECT_EQ(output.status, 1);
  EXPECT_EQ(output.error, "faultline: FILE:2:1: error: unknown key 'nam'; did you mean 'name'?\n");
  EXPECT_THAT(output.out, IsEmpty());
}

TEST(ExitStatus, Is2WhenAPropertyIsViolated) {
  const Output output = faultline_on(
      "[[master]]\nname = \"m\"\nnode = \"display@ae90000\"\n[[thread]]\nmaster = \"m\"\n"
      "steps = [ { do = \"put\" } ]\n",
      "run --quiet FILE");
  EXPECT_EQ(output.status, 2);
  EXPECT_THAT(output.out, AllOf(StartsWith("\nP5 violated at "), HasSubstr("  before it:\n"),
                                HasSubstr("  P5   VIOLATED  ")));
}

TEST(ExitStatus, Is3WhenTheTimeIsUp) {
  const Output output =
      faultline_on("time_limit_ms = 10\n" + std::string(fault_and_sleep), "run --quiet FILE");
  EXPECT_EQ(output.status, 3);
  EXPECT_THAT(output.out, EndsWith("  gave up at the time limit of 10 ms of virtual time\n"));
}

TEST(Explore, EndsWithWhatItFound) {
  const Output clean = faultline("explore --litmus fib --n 2 --json");
  EXPECT_EQ(clean.status, 0);
  EXPECT_EQ(nlohmann::json::parse(clean.out)["classes"], 19);
  const Output dead = faultline("explore --litmus hungry --n 2 --strategy source");
  EXPECT_EQ(dead.status, 2);
  EXPECT_THAT(dead.out,
              StartsWith("\ndeadlock: nobody can go on, and somebody has not come to "
                         "an end\nafter 2 steps, 1 switches:\n  thread 0\n     1  lock\n"));
  const Output unfinished = faultline("explore --litmus nwriters --n 9 --executions 10");
  EXPECT_EQ(unfinished.status, 3);
  EXPECT_THAT(unfinished.out, HasSubstr("not exhaustive"));
  const Output unknown = faultline("explore --litmus no");
  EXPECT_EQ(unknown.status, 1);
  EXPECT_THAT(unknown.error, StartsWith("faultline: there is no program 'no'; these there are:\n"));
  EXPECT_THAT(faultline("explore --litmus list").out, HasSubstr("  lastzero "));
}

// Every line that README.md shows of the program's output is one of it; "..." stands for others.
TEST(ReadMe, ShowsWhatTheProgramPrints) {
  const std::string printed =
      "\n" + faultline("run").out + faultline("run --policy none --seed 5").out;
  std::istringstream lines(content(FAULTLINE_SOURCE_DIR "/README.md"));
  std::size_t shown = 0;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("    ") || line.starts_with("    ./") || line.ends_with("  ..."))
      continue;
    if (line == "    ...") continue;
    ++shown;
    EXPECT_NE(printed.find("\n" + line.substr(4) + "\n"), std::string::npos) << line;
  }
  EXPECT_GT(shown, 20u);
}

TEST(ExitStatus, OfAScenarioThatAsksForAViolation) {
  const std::string run = "run --quiet " FAULTLINE_SOURCE_DIR "/scenarios/wrong/unguarded.toml";
  const Output unguarded = faultline(run + " --policy none");
  EXPECT_EQ(unguarded.status, 0);
  EXPECT_THAT(unguarded.out, AllOf(HasSubstr("  P1   VIOLATED  "), HasSubstr("(to be violated)"),
                                   HasSubstr("  the machine did not survive it\n")));
  const Output guarded = faultline(run);
  EXPECT_EQ(guarded.status, 1);
  EXPECT_THAT(guarded.out, EndsWith("  not as expected: violation of P1: it holds\n"));
}

// What is wrong, and what would be right.
void expect_refused(const std::string& arguments, const std::string& words) {
  const Output output = faultline(arguments);
  EXPECT_EQ(output.status, 1) << arguments;
  EXPECT_THAT(output.out, IsEmpty()) << arguments;
  EXPECT_THAT(output.error, HasSubstr(words)) << arguments;
}

TEST(Mistake, IsAnsweredWithWhatWouldBeRight) {
  expect_refused("run no/such.toml",
                 "faultline: no/such.toml: the file cannot be read; name a scenario file, or none "
                 "for the main job\n");
  expect_refused("run --board nosuch", "nosuch not in {minimal,snapdragon,tegra}");
  expect_refused("run --policy v9", "v9 not in {none,v1,v2,v3,v4,gate}");
  expect_refused("run --frobnicate", "--frobnicate\nRun with --help for more information.");
  expect_refused("rum", "rum\nRun with --help for more information.");
  expect_refused("run --dtb no/such.dtb", "faultline: no/such.dtb: ");
  expect_refused("run --board minimal --dtb x.dtb", "--board excludes --dtb");
  expect_refused("run --board minimal --smmu iommu@1",
                 "faultline: the tree has no SMMU 'iommu@1'; it has /iommu@b000000\n");
  expect_refused("run --seed x", "--seed");
}

TEST(Mistake, InWhatAScenarioNamesIsNamed) {
  const Output output = faultline_on(
      "[[master]]\nname = \"m\"\nnode = \"x@1\"\n[[thread]]\nmaster = \"m\"\n"
      "steps = [ { do = \"drain\" } ]\n",
      "run FILE");
  EXPECT_EQ(output.status, 1);
  EXPECT_THAT(output.error, StartsWith("faultline: master m: there is no node x@1 behind /soc@0/"));
}

TEST(Help, ListsOptionsExamplesAndStatuses) {
  const Output all = faultline("--help");
  EXPECT_EQ(all.status, 0);
  EXPECT_THAT(all.out, AllOf(HasSubstr("run "), HasSubstr("Examples:"), HasSubstr("Exit status")));
  const Output run = faultline("run --help");
  EXPECT_EQ(run.status, 0);
  for (const char* part : {"--board", "--dtb", "--smmu", "--banks", "--smrs", "--policy", "--seed",
                           "--json", "--quiet", "--no-color", "--verbose",
                           "Examples:", "faultline run --policy none", "Exit status"}) {
    EXPECT_THAT(run.out, HasSubstr(part));
  }
  EXPECT_EQ(faultline("--version").out, "faultline 0.1.0\n");
}

std::vector<std::string> keys(const nlohmann::json& object) {
  std::vector<std::string> keys;
  for (const auto& item : object.items()) keys.push_back(item.key());
  return keys;
}

TEST(Json, IsOneObjectAndAllThatIsPrinted) {
  const Output output =
      faultline_on(std::string(fault_and_sleep) + "[expect]\nfaults = 2\n", "run --json FILE");
  EXPECT_EQ(output.status, 1);
  EXPECT_EQ(output.error, "not as expected: faults: 1 of at least 2\n");
  const auto object = nlohmann::json::parse(output.out);
  EXPECT_THAT(keys(object), UnorderedElementsAre("faults", "stalls", "interrupts", "power",
                                                 "accesses", "transactions", "violations"));
  EXPECT_EQ(object["faults"], nlohmann::json::parse(R"({"raised":1,"reported":1,"overflowed":0,)"
                                                    R"("suppressed":0,"lost":0})"));
}

TEST(Json, AddsUpTheSmmusOfABoard) {
  const Output output = faultline("run --json --board tegra");
  EXPECT_EQ(output.status, 0) << output.error;
  EXPECT_EQ(nlohmann::json::parse(output.out)["violations"].size(), 0u);
}

// script(1) of bsdutils, which every Debian has, makes a terminal.
std::string on_terminal(const std::string& arguments, const std::string& environment) {
  const Folder folder;
  const std::string file = folder.path / "x.toml";
  std::ofstream(file) << fault_and_sleep;
  const std::string typescript = folder.path / "typescript";
  const std::string line = "env -u NO_COLOR TERM=xterm " + environment +
                           " script -qec '" FAULTLINE_BINARY_DIR "/faultline run --quiet " + file +
                           " " + arguments + "' " + typescript + " >/dev/null </dev/null";
  EXPECT_EQ(std::system(line.c_str()), 0);
  return content(typescript);
}

TEST(Colours, AreForTerminalsThatWantThem) {
  EXPECT_THAT(on_terminal("", ""), HasSubstr("\x1b[32mholds"));
  EXPECT_THAT(on_terminal("--no-color", ""), AllOf(HasSubstr("holds"), Not(HasSubstr("\x1b[3"))));
  EXPECT_THAT(on_terminal("", "NO_COLOR=1"), AllOf(HasSubstr("holds"), Not(HasSubstr("\x1b[3"))));
  EXPECT_THAT(on_terminal("", "TERM=dumb"), AllOf(HasSubstr("holds"), Not(HasSubstr("\x1b[3"))));
  EXPECT_THAT(faultline_on(fault_and_sleep, "run FILE").out, Not(HasSubstr("\x1b")));
}

class Shipped : public testing::TestWithParam<std::string> {};

std::vector<std::string> shipped() {
  std::vector<std::string> names;
  for (const auto& entry :
       std::filesystem::directory_iterator(FAULTLINE_SOURCE_DIR "/scenarios/correct")) {
    if (entry.path().extension() == ".toml") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

TEST_P(Shipped, ScenarioIsCleanAndEveryPropertyHolds) {
  const Output output =
      faultline("run --quiet " FAULTLINE_SOURCE_DIR "/scenarios/correct/" + GetParam() + ".toml");
  EXPECT_EQ(output.status, 0) << output.out << output.error;
  for (int property = 1; property <= 12; ++property) {
    const std::string name = "  P" + std::to_string(property) + " ";
    const std::size_t at = output.out.find(name);
    ASSERT_NE(at, std::string::npos) << output.out;
    EXPECT_THAT(output.out.substr(at, 15), HasSubstr(" holds ")) << output.out;
  }
}

INSTANTIATE_TEST_SUITE_P(Scenarios, Shipped, testing::ValuesIn(shipped()),
                         [](const auto& tested) { return tested.param; });

}  // namespace
}  // namespace faultline::cli
