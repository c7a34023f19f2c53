// SPDX-License-Identifier: Apache-2.0
//
// Work in a process of its own, because it may die of what it does: a driver with a mistake fails
// its own checks, or goes round in circles.
#pragma once
#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>

namespace faultline::cli {

class Child {
 public:
  using Say = std::function<void(const std::string&)>;
  // Starts `work`, which says an answer, or a better one later. Its standard output is this
  // process', its standard error is kept. It is killed when it has used so many seconds of CPU
  // time. One thread only.
  Child(const std::function<void(const Say&)>& work, unsigned cpu_seconds);
  ~Child();  // kills it if it is still there
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  // For poll(): to be read, or at its end.
  [[nodiscard]] int handle() const { return pipe_; }
  // Takes in what there is; false: it has ended, and the rest may be asked.
  bool read();
  // The last one. Nothing: it died without any.
  [[nodiscard]] std::optional<std::string> answer() const;
  [[nodiscard]] bool out_of_time() const { return out_of_time_; }
  // The last line that it wrote to its standard error.
  [[nodiscard]] std::string last_words() const;

 private:
  pid_t process_ = -1;
  int pipe_ = -1;
  std::string text_;
  bool out_of_time_ = false;
};

}  // namespace faultline::cli
