// SPDX-License-Identifier: Apache-2.0
//
// The built program with several processes, killed and gone on with, and under mpirun: each time
// the counts of a search by one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

namespace faultline::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

const std::string program = FAULTLINE_BINARY_DIR "/faultline";
// Three ranks on this machine, of whatever size it is, also for root.
// What Open MPI does not give back at its end is not ours.
const std::string mpirun =
    "env ASAN_OPTIONS=detect_leaks=0:detect_stack_use_after_return=0 "
    "OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_btl=self,tcp "
    "OMPI_MCA_btl_tcp_if_include=lo OMPI_MCA_oob_tcp_if_include=lo OMPI_MCA_plm=isolated "
    "mpirun --oversubscribe --allow-run-as-root -n 3 ";

struct Output {
  int status = -1;
  std::string out, error;
};

class Parallel : public ::testing::Test {
 protected:
  static std::filesystem::path make_folder() {
    std::string name = std::filesystem::temp_directory_path() / "faultline-XXXXXX";
    if (!mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
    return name;
  }
  ~Parallel() override { std::filesystem::remove_all(folder); }

  [[nodiscard]] std::string content(const char* name) const {
    std::ifstream stream(folder / name, std::ios::binary);
    std::stringstream text;
    text << stream.rdbuf();
    return text.str();
  }
  [[nodiscard]] std::string line(const std::string& command) const {
    return command + " >" + (folder / "out").string() + " 2>" + (folder / "error").string() +
           " </dev/null";
  }
  [[nodiscard]] Output run(const std::string& command) const {
    const int status = std::system(line(command).c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, content("out"), content("error")};
  }
  // Begins it in a process group of its own, and sends `signal` there when there is a checkpoint.
  void stop_after_checkpoint(const std::string& command, int signal) const {
    const std::string shell = "exec " + line(command);
    const pid_t child = fork();
    if (child == 0) {
      setpgid(0, 0);
      execl("/bin/sh", "sh", "-c", shell.c_str(), nullptr);
      _exit(127);
    }
    setpgid(child, child);
    for (int i = 0; i < 12'000 && !std::filesystem::exists(file); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    EXPECT_TRUE(std::filesystem::exists(file)) << content("error");
    kill(-child, signal);
    int status = 0;
    waitpid(child, &status, 0);
    stopped = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  const std::filesystem::path folder = make_folder();
  const std::filesystem::path file = folder / "x.checkpoint";
  mutable int stopped = 0;
};

nlohmann::json numbers(const std::string& out) {
  auto all = nlohmann::json::parse(out);
  return {all["executions"], all["classes"], all["events_per_execution"], all["exhaustive"]};
}

const std::string small = " explore --json --litmus lastzero --n 9 ";
const std::string large = " explore --json --litmus fib --n 6 ";

TEST_F(Parallel, CountsAsOneDoes) {
  for (const char* strategy : {"sleep", "source", "optimal"}) {
    SCOPED_TRACE(strategy);
    const std::string command = program + small + "--strategy " + strategy;
    const auto one = numbers(run(command).out);
    EXPECT_EQ(numbers(run(command + " -j 2").out), one);
    EXPECT_EQ(numbers(run(command + " -j 3").out), one);
  }
}

// The driver's processes are named in whatever order the workers come across them.
TEST_F(Parallel, CountsAScenarioAsOneDoes) {
  const std::string command = program + " explore correct/one_fault.toml --json ";
  const auto one = numbers(run(command).out);
  EXPECT_EQ(numbers(run(command + " -j 2").out), one);
  EXPECT_EQ(numbers(run(command + " -j 3").out), one);
  const Output found = run(command + "--policy none -j 2");
  EXPECT_EQ(found.status, 2) << found.error;
  EXPECT_THAT(found.out, HasSubstr(R"("property": "P1")"));
}

TEST_F(Parallel, TellsOfADeadlockAsOneDoes) {
  const Output found = run(program + " explore --litmus hungry --n 5 -j 2");
  EXPECT_EQ(found.status, 2);
  EXPECT_THAT(found.out, AllOf(StartsWith("\ndeadlock: "), HasSubstr("after 5 steps"),
                               HasSubstr("30 complete, 1 deadlocked")));
}

TEST_F(Parallel, GoesOnAfterALimit) {
  const auto one = numbers(run(program + small).out);
  const std::string checkpoint = " -j 2 --checkpoint " + file.string();
  const Output some = run(program + small + "--executions 200" + checkpoint);
  EXPECT_EQ(some.status, 3);
  EXPECT_EQ(nlohmann::json::parse(some.out)["executions"]["complete"], 200);
  const Output rest = run(program + small + "-j 3 --resume " + file.string());
  EXPECT_EQ(rest.status, 0) << rest.error;
  EXPECT_EQ(numbers(rest.out), one);
}

TEST_F(Parallel, GoesOnAfterItWasKilled) {
  const auto one = numbers(run(program + large).out);
  stop_after_checkpoint(program + large + "-j 2 --checkpoint " + file.string(), SIGKILL);
  EXPECT_EQ(stopped, -1);
  EXPECT_THAT(content("x.checkpoint"), HasSubstr("\nstrand "));
  const Output rest = run(program + large + "-j 2 --resume " + file.string());
  EXPECT_EQ(rest.status, 0) << rest.error;
  EXPECT_EQ(numbers(rest.out), one);
  const Output other = run(program + small + "--resume " + file.string());
  EXPECT_EQ(other.status, 1);
  EXPECT_THAT(other.error,
              HasSubstr("is of 'litmus fib 6' by optimal, and not of 'litmus lastzero 9'"));
}

TEST_F(Parallel, GoesOnAfterControlC) {
  stop_after_checkpoint(program + large + "-j 2 --checkpoint " + file.string(), SIGINT);
  EXPECT_EQ(stopped, 3);
  const auto some = nlohmann::json::parse(content("out"));
  EXPECT_EQ(some["exhaustive"], false);
  const Output rest = run(program + large + "-j 2 --resume " + file.string());
  EXPECT_EQ(nlohmann::json::parse(rest.out)["executions"]["complete"], 73'789);
  EXPECT_GT(some["executions"]["complete"], 0);
}

TEST_F(Parallel, RefusesWhatItCannotDo) {
  EXPECT_EQ(run(program + small + "--resume no/such").error,
            "faultline: no/such: cannot be read: No such file or directory; name a file that "
            "'explore --checkpoint' wrote\n");
  EXPECT_THAT(run(program + small + "--checkpoint no/such").error,
              HasSubstr("no/such.new: cannot be written: No such file or directory"));
  EXPECT_EQ(run(program + small + "-j 2 --strategy pct").error,
            "faultline: -j, --checkpoint, --resume and mpirun are not for samples\n");
  EXPECT_THAT(run(program + " explore correct/one_fault.toml --checkpoint x").error,
              StartsWith("faultline: --checkpoint, --resume and mpirun are for --litmus: "));
}

TEST_F(Parallel, CountsAsOneDoesUnderMpirun) {
  const auto one = numbers(run(program + small).out);
  const Output many = run(mpirun + program + small);
  ASSERT_EQ(many.status, 0) << many.error;
  EXPECT_EQ(numbers(many.out), one);
  EXPECT_THAT(run(mpirun + program + small + "-j 2").error,
              HasSubstr("faultline: mpirun says how many there are; leave -j out\n"));
}

TEST_F(Parallel, GoesOnAfterMpirunWasKilled) {
  stop_after_checkpoint(mpirun + program + large + "--checkpoint " + file.string(), SIGKILL);
  EXPECT_EQ(stopped, -1);
  EXPECT_THAT(content("x.checkpoint"), HasSubstr("\nstrand "));
  const Output rest = run(mpirun + program + large + "--resume " + file.string());
  ASSERT_EQ(rest.status, 0) << rest.error;
  EXPECT_EQ(nlohmann::json::parse(rest.out)["executions"]["complete"], 73'789);
  EXPECT_EQ(nlohmann::json::parse(rest.out)["classes"], 73'789);
}

}  // namespace
}  // namespace faultline::cli
