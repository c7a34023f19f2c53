// SPDX-License-Identifier: Apache-2.0
//
// A board with one SMMU in service and the masters of a scenario behind it, watched by a ledger and
// a jury. The scenario's life is a thread of the machine: bring up, act, come to rest, take down.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "oracle/jury.hpp"
#include "scenario/actor.hpp"
#include "scenario/runner.hpp"
#include "scenario/variants/variant.hpp"

namespace faultline::scenario {

// Which masters there are to be, with the streams that the board gives them.
struct MasterChoice {
  MasterPlan plan;
  std::vector<driver::StreamMatch> streams;
};

// An access to a device without power is the end of the machine: the NoC answers with an error that
// nobody survives.
class NocError final : public trace::Sink {
 public:
  explicit NocError(sim::Kernel& kernel) : kernel_(kernel) {}
  void record(const trace::Event& event) override {
    if (event.kind == trace::Kind::register_refused) kernel_.stop();
  }

 private:
  sim::Kernel& kernel_;
};

class World {
 public:
  World(const fdt::SmmuNode& node, const SmmuChoice& choice, const Scenario& scenario,
        const RunOptions& options, const std::vector<MasterChoice>& masters,
        const Variant& variant);
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  // Runs to the end. The error: what did not come up.
  [[nodiscard]] Result<RunResult, std::string> run();

  // Instead of run(), of a world that is staged: brings up, does what comes before the threads,
  // waits until all is quiet, and lets the machine lie still where the threads are about to begin,
  // for somebody else to move. The error: what did not come up.
  [[nodiscard]] Result<void, std::string> prepare();
  // Of such a machine, when nothing can happen any more or an access without power ended it: asks
  // the properties. True: none is violated. Where somebody was accused of going on for ever the end
  // is not asked: whoever is under way may hold a lock.
  bool conclude();
  [[nodiscard]] const std::vector<oracle::Violation>& violations() const {
    return jury_.violations();
  }
  // An event in words.
  [[nodiscard]] std::string what(const trace::Event& event) const { return jury_.what(event); }
  void accuse(const char* property, std::string message) {
    jury_.accuse(property, std::move(message));
    under_way_ = true;
  }

  // Lives as long as the rest.
  std::shared_ptr<const void> driver;
  Machine machine;
  Site site;

 private:
  void live();
  void live_staged();
  void cast();
  void look_back();
  void look_at_clocks();
  bool bring_up();
  void act();
  void rest();
  void take_down();
  Master* group_of(const Master& master);
  [[nodiscard]] std::uint8_t cpu_of(const char* name) const;
  RunResult result(sim::Stop stop);
  void explain(sim::Stop stop, RunResult& result) const;

  const bool gated_;
  const Scenario& scenario_;
  const bool staged_;
  oracle::Jury jury_;
  NocError noc_error_;
  std::vector<std::unique_ptr<Master>> masters_;
  std::vector<std::string> trouble_;
  std::vector<std::unique_ptr<Actor>> actors_;
  std::map<const char*, std::uint8_t> cpus_;  // of the scenario's threads, by where the name lies
  std::string failure_;
  bool lived_ = false;  // to the end
  bool under_way_ = false;
  oracle::End end_;
};

// Finds on the board what the scenario names. Everything but the board outlives the world. The
// error: no such SMMU or master.
[[nodiscard]] Result<std::unique_ptr<World>, std::string> make_world(const fdt::Description& board,
                                                                     const Scenario& scenario,
                                                                     const RunOptions& options,
                                                                     const Variant& variant);

}  // namespace faultline::scenario
