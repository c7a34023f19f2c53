// SPDX-License-Identifier: Apache-2.0
//
// Litmus programs, and what saved schedules name.
#include "cli/subject.hpp"

#include <fmt/format.h>

#include "cli/litmus_scenario.hpp"
#include "cli/saved_scenario.hpp"
#include "explore/litmus/library.hpp"
#include "explore/litmus/machine.hpp"

namespace faultline::cli {

namespace {

class LitmusSubject final : public Subject {
 public:
  LitmusSubject(const explore::litmus::Entry& entry, std::uint32_t n)
      : which_{std::string(entry.name), n}, machine_(entry.program, n) {}

  explore::System& system() override { return machine_; }
  [[nodiscard]] std::string name() const override {
    return fmt::format("{}({})", which_.name, which_.n);
  }
  [[nodiscard]] std::string policy() const override { return {}; }
  [[nodiscard]] std::string saved() const override { return which_.text(); }
  std::vector<Mishap> mishaps() override {
    if (machine_.complete()) return {};
    return {{"deadlock", "nobody can go on, and somebody has not come to an end", ""}};
  }
  [[nodiscard]] std::vector<std::string> properties() const override { return {"deadlock"}; }
  bool shows(const std::string& property, explore::End end) override {
    return property == "deadlock" && end == explore::End::deadlocked;
  }
  [[nodiscard]] bool counts_on() const override { return true; }
  [[nodiscard]] bool numbered_alike() const override { return true; }

 private:
  LitmusScenario which_;
  explore::litmus::Machine machine_;
};

}  // namespace

Result<std::unique_ptr<Subject>, std::string> litmus_subject(const std::string& name,
                                                             std::uint32_t n) {
  const auto* entry = explore::litmus::find(name);
  if (!entry) {
    std::string known;
    for (const auto& one : explore::litmus::library()) {
      known += fmt::format("  {:<14}{}\n", one.name, one.about);
    }
    return base::error(fmt::format("there is no program '{}'; these there are:\n{}", name, known));
  }
  return std::make_unique<LitmusSubject>(*entry, n);
}

Result<std::unique_ptr<Subject>, std::string> subject_from(const std::string& saved) {
  if (const auto litmus = LitmusScenario::from(saved)) {
    return litmus_subject(litmus->name, litmus->n);
  }
  if (const auto wish = wish_from(saved)) return scenario_subject(*wish);
  return base::error(
      std::string("names a scenario that is not known; it must be 'litmus', a program that "
                  "'faultline explore --litmus list' lists, and a size from 1 to 31; or "
                  "'scenario', 'board', a board, 'policy', a policy, 'file', a file"));
}

}  // namespace faultline::cli
