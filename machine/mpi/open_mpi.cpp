// SPDX-License-Identifier: Apache-2.0
//
// The explorer's messages over Open MPI. It is only built where there is one (cmake/Mpi.cmake).
#include <mpi.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <thread>

#include "explore/parallel/mpi_library.hpp"

namespace {

using Clock = std::chrono::steady_clock;

constexpr int tag = 1;
constexpr std::size_t part_at_most = 1 << 30;  // MPI counts with an int
constexpr std::chrono::microseconds nap{200};  // its own waiting keeps the processor busy

// Its size goes before it.
void send(int rank, const char* bytes, std::size_t size) {
  unsigned long long whole = size;
  MPI_Send(&whole, 1, MPI_UNSIGNED_LONG_LONG, rank, tag, MPI_COMM_WORLD);
  while (size > 0) {
    const std::size_t part = std::min(size, part_at_most);
    MPI_Send(bytes, static_cast<int>(part), MPI_BYTE, rank, tag, MPI_COMM_WORLD);
    bytes += part;
    size -= part;
  }
}

long wait(int* from, unsigned milliseconds) {
  const auto until = Clock::now() + std::chrono::milliseconds(milliseconds);
  MPI_Status status;
  int there = 0;
  MPI_Iprobe(MPI_ANY_SOURCE, tag, MPI_COMM_WORLD, &there, &status);
  while (there == 0) {
    if (Clock::now() >= until) return -1;
    std::this_thread::sleep_for(nap);
    MPI_Iprobe(MPI_ANY_SOURCE, tag, MPI_COMM_WORLD, &there, &status);
  }
  *from = status.MPI_SOURCE;
  unsigned long long size = 0;
  MPI_Recv(&size, 1, MPI_UNSIGNED_LONG_LONG, *from, tag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  return static_cast<long>(size);
}

void receive(int from, char* bytes, std::size_t size) {
  while (size > 0) {
    const std::size_t part = std::min(size, part_at_most);
    MPI_Recv(bytes, static_cast<int>(part), MPI_BYTE, from, tag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    bytes += part;
    size -= part;
  }
}

void finish() {
  MPI_Finalize();
}

FaultlineMpi started{};

}  // namespace

const FaultlineMpi* faultline_mpi_start() {
  if (MPI_Init(nullptr, nullptr) != MPI_SUCCESS) return nullptr;
  MPI_Comm_rank(MPI_COMM_WORLD, &started.rank);
  MPI_Comm_size(MPI_COMM_WORLD, &started.size);
  started.send = send;
  started.wait = wait;
  started.receive = receive;
  started.finish = finish;
  return &started;
}
