// SPDX-License-Identifier: Apache-2.0
//
// Carries out the steps of one thread of a scenario: the driver of a master, as it maps, starts
// transfers, votes for power and sleeps.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "port/executor.hpp"
#include "scenario/master.hpp"

namespace faultline::scenario {

class Actor {
 public:
  // What all actors of a scenario share. Everything outlives them; `trouble` collects what went
  // wrong, in words.
  struct Stage {
    Machine& machine;
    Site& site;
    std::vector<std::unique_ptr<Master>>& masters;
    std::vector<std::string>& trouble;
  };
  Actor(const Stage& stage, Master& master, const ThreadPlan& plan);
  Actor(const Actor&) = delete;
  Actor& operator=(const Actor&) = delete;

  [[nodiscard]] port::Thread& thread() { return thread_; }

 private:
  void run();
  void run(const std::vector<Step>& steps, std::uint64_t moved);
  void run(const Step& step, Iova iova);
  void run_on_domain(const Step& step, Iova iova);
  void repeat(const Step& step, std::uint64_t moved);
  void map(const Step& step, Iova iova);
  void unmap(const Step& step, Iova iova);
  void transfer(const Step& step, Iova iova);
  void start(const Step& step, Iova iova);
  void drain();
  void get(const Step& step);
  void wait_for_status(const Step& step, power::Status wanted);
  void sleep_system(const Step& step);
  void lookup(const Step& step, Iova iova);
  void remove(const Step& step);
  void unbind(const Step& step);
  void shut_down();
  void change_process(const Step& step);
  [[nodiscard]] Result<void, std::string> do_map(const Step& step, Iova iova, PhysAddr place);
  [[nodiscard]] Result<void, std::string> do_unmap(const Step& step, Iova iova);
  [[nodiscard]] std::uint32_t process_of(const Step& step) const;
  [[nodiscard]] Iova place_of(const Step& step, std::uint64_t moved);
  sim::Transfer make(const Step& step, Iova iova) const;
  void complain(const Step& step, const std::string& what);

  Machine& machine_;
  Site& site_;
  std::vector<std::unique_ptr<Master>>& masters_;
  std::vector<std::string>& trouble_;
  Master& master_;
  const ThreadPlan& plan_;
  // Where each mapped range of each process leads.
  std::map<std::pair<std::uint32_t, std::uint64_t>, PhysAddr> memory_;
  std::vector<std::unique_ptr<sim::Transfer>> started_;
  port::Thread thread_;
};

}  // namespace faultline::scenario
