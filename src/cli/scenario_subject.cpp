// SPDX-License-Identifier: Apache-2.0
//
// A scenario on a shipped board, under a policy.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "cli/files.hpp"
#include "cli/saved_scenario.hpp"
#include "cli/subject.hpp"
#include "explore/machine/scenario_system.hpp"
#include "fdt/smmus.hpp"
#include "fdt/tree.hpp"
#include "scenario/language.hpp"
#include "scenario/variants/policies.hpp"

namespace faultline::cli {

namespace {

class ScenarioSubject final : public Subject {
 public:
  ScenarioSubject(ScenarioWish wish, fdt::Description board, scenario::Scenario plan,
                  scenario::NamedPolicy policy)
      : wish_(std::move(wish)),
        board_(std::move(board)),
        plan_(std::move(plan)),
        policy_(std::move(policy)) {}

  // The error: in words.
  Result<void, std::string> prepare() {
    auto made = explore::ScenarioSystem::make(board_, plan_, policy_.variant);
    if (!made) return base::error(made.error());
    scene_ = std::move(*made);
    return {};
  }

  explore::System& system() override { return scene_->system(); }
  [[nodiscard]] std::string name() const override { return wish_.file; }
  [[nodiscard]] std::string policy() const override { return wish_.policy; }
  [[nodiscard]] std::string saved() const override { return text_of(wish_); }
  std::vector<Mishap> mishaps() override {
    std::vector<Mishap> mishaps;
    for (const explore::Finding& finding : scene_->findings()) {
      mishaps.push_back({finding.property, finding.message, finding.where});
    }
    return mishaps;
  }
  [[nodiscard]] std::vector<std::string> properties() const override {
    std::vector<std::string> names;
    for (int i = 1; i <= 12; ++i) names.push_back("P" + std::to_string(i));
    return names;
  }
  bool shows(const std::string& property, explore::End end) override {
    if (end == explore::End::unfinished) return scene_->violates(property);
    const auto& found = scene_->findings();
    return std::any_of(found.begin(), found.end(),
                       [&](const auto& one) { return one.property == property; });
  }
  [[nodiscard]] bool counts_on() const override { return false; }
  [[nodiscard]] bool numbered_alike() const override { return false; }
  std::vector<std::string> remarks() override { return scene_->remarks(); }
  void watch() override { scene_->watch(); }
  std::vector<report::Mark> marks() override {
    std::vector<report::Mark> marks;
    for (const explore::Happening& each : scene_->happened())
      marks.push_back({each.lane, each.text});
    return marks;
  }
  [[nodiscard]] std::string lane(explore::ProcessId process) const override {
    const std::string cpu = scene_->cpu_of(process);
    return cpu.empty() ? explore::Happenings::lanes[3] : cpu;
  }

 private:
  ScenarioWish wish_;
  fdt::Description board_;
  scenario::Scenario plan_;
  scenario::NamedPolicy policy_;
  std::unique_ptr<explore::ScenarioSystem> scene_;
};

Result<std::unique_ptr<Subject>, std::string> make_subject(const ScenarioWish& wish,
                                                           fdt::Description board,
                                                           scenario::Scenario plan) {
  auto policy = scenario::make_policy(wish.policy);
  if (!policy) return base::error(policy.error());
  auto made = std::make_unique<ScenarioSubject>(wish, std::move(board), std::move(plan),
                                                std::move(*policy));
  if (const auto ready = made->prepare(); !ready) {
    return base::error(wish.file + ": " + ready.error());
  }
  return made;
}

}  // namespace

std::string place_of(const std::string& file) {
  if (std::filesystem::exists(file)) return file;
  const std::string shipped = scenario_file(file);
  return std::filesystem::exists(shipped) ? shipped : file;
}

Result<fdt::Description, std::string> read_board(const std::string& name) {
  const auto boards = shipped_boards();
  if (std::find(boards.begin(), boards.end(), name) == boards.end()) {
    return base::error(fmt::format("there is no board '{}'; it must be one of: {}", name,
                                   fmt::join(boards, ", ")));
  }
  const std::string path = board_file(name);
  const auto tree = fdt::Tree::load_file(path);
  if (!tree) return base::error(path + ": " + tree.error().text());
  auto board = fdt::read_smmus(*tree);
  if (!board) return base::error(path + ": " + board.error().text());
  return std::move(*board);
}

Result<std::unique_ptr<Subject>, std::string> scenario_subject(const ScenarioWish& wish) {
  auto board = read_board(wish.board);
  if (!board) return base::error(board.error());
  auto plan = scenario::load(place_of(wish.file));
  if (!plan) return base::error(plan.error().text());
  return make_subject(wish, std::move(*board), std::move(*plan));
}

Result<std::unique_ptr<Subject>, std::string> scenario_subject(const std::string& name,
                                                               const fdt::Description& board,
                                                               scenario::Scenario plan) {
  return make_subject({.file = name}, board, std::move(plan));
}

}  // namespace faultline::cli
