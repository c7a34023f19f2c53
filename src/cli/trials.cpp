// SPDX-License-Identifier: Apache-2.0
//
// Several trials at a time, by one process that waits for theirs.
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "cli/trial.hpp"

namespace faultline::cli {

namespace {

// A line that is written over, and gone in the end. Trials that nobody is convicted in take
// longest, so that what it promises is worth little at first.
class Line {
 public:
  explicit Line(std::size_t total) : total_(total) {}
  ~Line() {
    if (told_) fmt::print(stderr, "\r\x1b[K");
  }
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  void over(const Trial& trial) {
    ++done_;
    if (trial.conviction()) ++caught_;
    if (isatty(STDERR_FILENO) == 0) return;
    const double elapsed =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    const double left = elapsed / static_cast<double>(done_) * static_cast<double>(total_ - done_);
    fmt::print(stderr, "\r{} of {} over, {} of them caught; about {:.0f} s to go\x1b[K", done_,
               total_, caught_, left);
    told_ = true;
  }

 private:
  const std::size_t total_;
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::size_t done_ = 0;
  std::size_t caught_ = 0;
  bool told_ = false;
};

// Waits until one of them has something, and lets it proceed.
void proceed(std::vector<Trial*>& trials, Line& line) {
  std::vector<pollfd> handles;
  for (const Trial* trial : trials) handles.push_back({trial->handle(), POLLIN, 0});
  if (poll(handles.data(), handles.size(), -1) < 0) return;  // a signal
  for (std::size_t i = 0; i < trials.size(); ++i) {
    if (handles[i].revents == 0 || trials[i]->proceed()) continue;
    line.over(*trials[i]);
    trials[i] = nullptr;
  }
  std::erase(trials, nullptr);
}

}  // namespace

void try_all(std::span<Trial> trials, unsigned jobs) {
  Line line(trials.size());
  std::vector<Trial*> under_way;
  std::size_t next = 0;
  while (next < trials.size() || !under_way.empty()) {
    while (under_way.size() < jobs && next < trials.size()) {
      trials[next].begin();
      under_way.push_back(&trials[next++]);
    }
    proceed(under_way, line);
  }
}

}  // namespace faultline::cli
