// SPDX-License-Identifier: Apache-2.0
//
// fork(2), with one pipe for what the child says and, behind a mark, for its answer.
#include "cli/child.hpp"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string_view>

#include "base/check.hpp"

namespace faultline::cli {

namespace {

constexpr char mark = '\x1e';  // the record separator: nobody says it
constexpr char end = '\x04';

void write_all(int pipe, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(pipe, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;  // nobody listens any more
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

[[noreturn]] void live(const std::function<void(const Child::Say&)>& work, int pipe,
                       unsigned cpu_seconds) {
  dup2(pipe, STDERR_FILENO);
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  const rlimit time{cpu_seconds, cpu_seconds + 1};
  setrlimit(RLIMIT_CPU, &time);
  work([pipe](const std::string& answer) { write_all(pipe, mark + answer + end); });
  _exit(0);
}

}  // namespace

Child::Child(const std::function<void(const Say&)>& work, unsigned cpu_seconds) {
  int ends[2];
  FL_CHECK(pipe(ends) == 0);
  process_ = fork();
  FL_CHECK(process_ >= 0);
  if (process_ == 0) {
    close(ends[0]);
    live(work, ends[1], cpu_seconds);
  }
  close(ends[1]);
  pipe_ = ends[0];
}

Child::~Child() {
  if (process_ > 0) {
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
  }
  close(pipe_);
}

bool Child::read() {
  char buffer[4096];
  const ssize_t got = ::read(pipe_, buffer, sizeof buffer);
  if (got < 0 && errno == EINTR) return true;
  if (got > 0) {
    text_.append(buffer, static_cast<std::size_t>(got));
    return true;
  }
  int status = 0;
  waitpid(process_, &status, 0);
  process_ = -1;
  out_of_time_ =
      WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL);
  return false;
}

std::optional<std::string> Child::answer() const {
  const std::size_t last = text_.rfind(end);
  if (last == std::string::npos) return std::nullopt;
  const std::size_t begin = text_.rfind(mark, last);
  return text_.substr(begin + 1, last - begin - 1);
}

std::string Child::last_words() const {
  std::string_view text = text_;
  while (text.ends_with('\n')) text.remove_suffix(1);
  return std::string(text.substr(text.rfind('\n') + 1));
}

}  // namespace faultline::cli
