// SPDX-License-Identifier: Apache-2.0
//
// Workers that mpirun has started, on this machine or on others: rank 0 is the master, and all
// others are its workers. Open MPI ends all of them when one dies, so that here nobody is replaced;
// a checkpoint is what remains.
#pragma once
#include <memory>
#include <string>

#include "base/result.hpp"
#include "explore/parallel/crew.hpp"
#include "explore/parallel/mpi_library.hpp"

namespace faultline::explore {

// How many mpirun has started, this one included; 0: it has not been started by one.
[[nodiscard]] unsigned started_by_mpirun();

// Loads `library` and starts MPI. Errors: there is none, or it cannot be started; in words.
[[nodiscard]] Result<const FaultlineMpi*, std::string> start_mpi(const std::string& library);

// The master's. When it goes, the workers' live_as_mpi_worker() returns.
class MpiCrew final : public Crew {
 public:
  explicit MpiCrew(const FaultlineMpi& mpi) : mpi_(mpi) {}
  MpiCrew(const MpiCrew&) = delete;
  MpiCrew& operator=(const MpiCrew&) = delete;
  ~MpiCrew() override;

  [[nodiscard]] unsigned size() const override { return static_cast<unsigned>(mpi_.size) - 1; }
  void send(unsigned worker, const std::string& text) override;
  [[nodiscard]] std::optional<Report> receive(unsigned milliseconds) override;

 private:
  const FaultlineMpi& mpi_;
};

void live_as_mpi_worker(const FaultlineMpi& mpi, const Serve& serve);

}  // namespace faultline::explore
