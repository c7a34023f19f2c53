// SPDX-License-Identifier: Apache-2.0
//
// Workers that are processes of this machine: children of this one, which answer over a socket
// each. One that dies is replaced. They do not mind Ctrl-C, which is their master's affair, and end
// with him.
#pragma once
#include <sys/types.h>

#include <vector>

#include "explore/parallel/crew.hpp"

namespace faultline::explore {

class ForkCrew final : public Crew {
 public:
  // `serve` runs in the children. Throws std::system_error where no process can be made.
  ForkCrew(unsigned workers, Serve serve);
  ForkCrew(const ForkCrew&) = delete;
  ForkCrew& operator=(const ForkCrew&) = delete;
  ~ForkCrew() override;

  [[nodiscard]] unsigned size() const override { return static_cast<unsigned>(workers_.size()); }
  void send(unsigned worker, const std::string& text) override;
  [[nodiscard]] std::optional<Report> receive(unsigned milliseconds) override;

  [[nodiscard]] pid_t process(unsigned worker) const { return workers_[worker].process; }

 private:
  struct Worker {
    pid_t process = -1;
    int socket = -1;
    std::string received;
  };

  void start(Worker& worker);
  static void stop(Worker& worker);
  // What is there; false: it has died.
  [[nodiscard]] static bool read(Worker& worker);
  [[nodiscard]] std::optional<Report> whole();

  Serve serve_;
  std::vector<Worker> workers_;
};

}  // namespace faultline::explore
