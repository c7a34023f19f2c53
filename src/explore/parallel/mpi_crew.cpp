// SPDX-License-Identifier: Apache-2.0
//
// Texts as messages; an empty one says that there is no more to do. Open MPI's mpirun tells how
// many there are in OMPI_COMM_WORLD_SIZE.
#include "explore/parallel/mpi_crew.hpp"

#include <dlfcn.h>

#include <csignal>
#include <cstdlib>

namespace faultline::explore {

unsigned started_by_mpirun() {
  const char* size = std::getenv("OMPI_COMM_WORLD_SIZE");  // NOLINT(concurrency-mt-unsafe)
  return size ? static_cast<unsigned>(std::strtoul(size, nullptr, 10)) : 0;
}

Result<const FaultlineMpi*, std::string> start_mpi(const std::string& library) {
  // Open MPI looks for its own parts among the symbols that are there for all.
  void* const loaded = ::dlopen(library.c_str(), RTLD_NOW | RTLD_GLOBAL);
  if (!loaded) {
    return std::unexpected(
        "mpirun has started this program, and this build has no MPI: " + std::string(::dlerror()) +
        "; install libopenmpi-dev and openmpi-bin and build it again");
  }
  const auto start =
      reinterpret_cast<decltype(&faultline_mpi_start)>(::dlsym(loaded, "faultline_mpi_start"));
  const FaultlineMpi* const mpi = start ? start() : nullptr;
  if (mpi) return mpi;
  return std::unexpected("MPI cannot be started with " + library);
}

MpiCrew::~MpiCrew() {
  for (int rank = 1; rank < mpi_.size; ++rank) mpi_.send(rank, "", 0);
}

void MpiCrew::send(unsigned worker, const std::string& text) {
  mpi_.send(static_cast<int>(worker) + 1, text.data(), text.size());
}

std::optional<Crew::Report> MpiCrew::receive(unsigned milliseconds) {
  int from = 0;
  const long size = mpi_.wait(&from, milliseconds);
  if (size < 0) return std::nullopt;
  std::string text(static_cast<std::size_t>(size), '\0');
  mpi_.receive(from, text.data(), text.size());
  return Report{static_cast<unsigned>(from) - 1, std::move(text)};
}

// mpirun passes on the signals that the master ends at.
void live_as_mpi_worker(const FaultlineMpi& mpi, const Serve& serve) {
  constexpr unsigned second = 1000;
  std::signal(SIGINT, SIG_IGN);
  std::signal(SIGTERM, SIG_IGN);
  while (true) {
    int from = 0;
    const long size = mpi.wait(&from, second);
    if (size < 0) continue;
    std::string text(static_cast<std::size_t>(size), '\0');
    mpi.receive(from, text.data(), text.size());
    if (size == 0) return;
    const std::string answer = serve(text);
    mpi.send(from, answer.data(), answer.size());
  }
}

}  // namespace faultline::explore
