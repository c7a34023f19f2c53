// SPDX-License-Identifier: Apache-2.0
//
// Each text goes with its size before it, in eight bytes.
#include "explore/parallel/fork_crew.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <system_error>

namespace faultline::explore {

namespace {

using Size = std::uint64_t;

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

bool write_all(int socket, const char* bytes, std::size_t size) {
  while (size > 0) {
    const ssize_t sent = ::send(socket, bytes, size, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    bytes += sent;
    size -= static_cast<std::size_t>(sent);
  }
  return true;
}

bool read_all(int socket, char* bytes, std::size_t size) {
  while (size > 0) {
    const ssize_t got = ::recv(socket, bytes, size, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    bytes += got;
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

bool write_text(int socket, const std::string& text) {
  const Size size = text.size();
  return write_all(socket, reinterpret_cast<const char*>(&size), sizeof size) &&
         write_all(socket, text.data(), text.size());
}

// A child's life: until its master is gone.
[[noreturn]] void live(int socket, const Serve& serve) {
  std::signal(SIGINT, SIG_IGN);
  std::string text;
  Size size = 0;
  while (read_all(socket, reinterpret_cast<char*>(&size), sizeof size)) {
    text.resize(size);
    if (!read_all(socket, text.data(), text.size()) || !write_text(socket, serve(text))) break;
  }
  _exit(0);
}

}  // namespace

ForkCrew::ForkCrew(unsigned workers, Serve serve) : serve_(std::move(serve)), workers_(workers) {
  for (Worker& worker : workers_) start(worker);
}

ForkCrew::~ForkCrew() {
  for (Worker& worker : workers_) stop(worker);
}

void ForkCrew::start(Worker& worker) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) fail("socketpair");
  worker.process = ::fork();
  if (worker.process < 0) {
    ::close(ends[0]);
    ::close(ends[1]);
    fail("fork");
  }
  if (worker.process == 0) {
    ::close(ends[0]);
    // Another's socket that stayed open here would let him live on without a master.
    for (const Worker& other : workers_) {
      if (other.socket >= 0) ::close(other.socket);
    }
    live(ends[1], serve_);
  }
  ::close(ends[1]);
  worker.socket = ends[0];
  worker.received.clear();
}

void ForkCrew::stop(Worker& worker) {
  if (worker.socket < 0) return;
  ::close(worker.socket);
  worker.socket = -1;
  ::kill(worker.process, SIGKILL);
  while (::waitpid(worker.process, nullptr, 0) < 0 && errno == EINTR) {
  }
}

// To one that is dead it goes nowhere, which receive() sees.
void ForkCrew::send(unsigned worker, const std::string& text) {
  static_cast<void>(write_text(workers_[worker].socket, text));
}

bool ForkCrew::read(Worker& worker) {
  char buffer[1 << 16];
  while (true) {
    const ssize_t got = ::recv(worker.socket, buffer, sizeof buffer, MSG_DONTWAIT);
    if (got > 0) {
      worker.received.append(buffer, static_cast<std::size_t>(got));
    } else if (got < 0 && errno == EINTR) {
      continue;
    } else {
      return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    }
  }
}

std::optional<Crew::Report> ForkCrew::whole() {
  for (unsigned i = 0; i < size(); ++i) {
    std::string& received = workers_[i].received;
    Size size = 0;
    if (received.size() < sizeof size) continue;
    std::memcpy(&size, received.data(), sizeof size);
    if (received.size() - sizeof size < size) continue;
    Report report{i, received.substr(sizeof size)};
    received.clear();
    return report;
  }
  return std::nullopt;
}

std::optional<Crew::Report> ForkCrew::receive(unsigned milliseconds) {
  if (auto report = whole()) return report;
  std::vector<pollfd> waiting;
  for (const Worker& worker : workers_) waiting.push_back({worker.socket, POLLIN, 0});
  if (::poll(waiting.data(), waiting.size(), static_cast<int>(milliseconds)) <= 0) return {};
  for (unsigned i = 0; i < size(); ++i) {
    if (waiting[i].revents == 0 || read(workers_[i])) continue;
    if (auto report = whole()) return report;  // its last words; it is found dead the next time
    stop(workers_[i]);
    start(workers_[i]);
    return Report{i, std::nullopt};
  }
  return whole();
}

}  // namespace faultline::explore
