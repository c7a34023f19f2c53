// SPDX-License-Identifier: Apache-2.0
//
// What the program wants of Open MPI, as a library of its own that is loaded when mpirun has
// started it: the program itself needs no MPI, neither when it is built nor when it runs.
// machine/mpi/open_mpi.cpp is that library.
#pragma once
#include <cstddef>

extern "C" {

struct FaultlineMpi {
  int rank;
  int size;
  // Returns when the other side has it, or soon after.
  void (*send)(int rank, const char* bytes, std::size_t size);
  // Waits for a text from anybody; the size in bytes, and from whom. Less than 0: none came.
  long (*wait)(int* from, unsigned milliseconds);
  // The text that wait() has seen.
  void (*receive)(int from, char* bytes, std::size_t size);
  // Every rank calls it last.
  void (*finish)();
};

// Each process once. Null: MPI could not be started.
const FaultlineMpi* faultline_mpi_start();
}
