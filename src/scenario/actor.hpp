// SPDX-License-Identifier: Apache-2.0
//
// Carries out the steps of one thread of a scenario: the driver of a master, as it maps, starts
// transfers, votes for power and sleeps.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "port/executor.hpp"
#include "scenario/master.hpp"

namespace faultline::scenario {

class Actor {
 public:
  // All outlive the actor. `trouble` collects what went wrong, in words.
  Actor(Machine& machine, Site& site, Master& master, const ThreadPlan& plan,
        std::vector<std::string>& trouble);
  Actor(const Actor&) = delete;
  Actor& operator=(const Actor&) = delete;

  [[nodiscard]] port::Thread& thread() { return thread_; }

 private:
  void run();
  void run(const std::vector<Step>& steps, std::uint64_t moved);
  void run(const Step& step, Iova iova);
  void repeat(const Step& step, std::uint64_t moved);
  void map(const Step& step, Iova iova);
  void unmap(const Step& step, Iova iova);
  void transfer(const Step& step, Iova iova);
  void start(const Step& step, Iova iova);
  void drain();
  void get();
  void wait_for_status(const Step& step, power::Status wanted);
  void sleep_system(const Step& step);
  void lookup(const Step& step, Iova iova);
  sim::Transfer make(const Step& step, Iova iova) const;
  void complain(const Step& step, const std::string& what);

  Machine& machine_;
  Site& site_;
  Master& master_;
  const ThreadPlan& plan_;
  std::vector<std::string>& trouble_;
  std::map<std::uint64_t, PhysAddr> memory_;  // where each mapped range leads
  std::vector<std::unique_ptr<sim::Transfer>> started_;
  port::Thread thread_;
};

}  // namespace faultline::scenario
