// SPDX-License-Identifier: Apache-2.0
//
// Runs scenarios that tests write down, on the shipped boards.
#pragma once
#include <stdexcept>
#include <string>
#include <vector>

#include "fdt/smmus.hpp"
#include "fdt/tree.hpp"
#include "scenario/language.hpp"
#include "scenario/runner.hpp"

namespace faultline::scenario {

[[nodiscard]] inline fdt::Description shipped_board(const std::string& name) {
  const auto tree = fdt::Tree::load_file(FAULTLINE_BINARY_DIR "/boards/" + name + ".dtb");
  if (!tree) throw std::runtime_error(tree.error().text());
  auto board = fdt::read_smmus(*tree);
  if (!board) throw std::runtime_error(board.error().text());
  return *std::move(board);
}

[[nodiscard]] inline Scenario read(const std::string& source) {
  auto scenario = parse(source, "test.toml");
  if (!scenario) throw std::runtime_error(scenario.error().text());
  return *std::move(scenario);
}

// On the snapdragon board, whose first SMMU is the GPU's. Throws the words of a run that did not
// begin.
[[nodiscard]] inline RunResult run_here(const std::string& source, const RunOptions& options = {}) {
  static const fdt::Description board = shipped_board("snapdragon");
  auto result = run(board, read(source), options);
  if (!result) throw std::runtime_error(result.error());
  return *std::move(result);
}

// One thread of the display, which is a DMA master behind the GPU's SMMU, with these steps, a line
// each from line 6 on.
[[nodiscard]] inline std::string display(const std::string& steps, const std::string& more = {}) {
  return "[[master]]\nname = \"m\"\nnode = \"display@ae90000\"\n[[thread]]\nmaster = \"m\"\n"
         "steps = [\n" +
         steps + "\n]\n" + more;
}

// The properties that were violated.
[[nodiscard]] inline std::vector<std::string> violated(const RunResult& result) {
  std::vector<std::string> list;
  for (const oracle::Verdict& verdict : result.verdicts) {
    if (!verdict.held) list.push_back(verdict.property);
  }
  return list;
}

// Keeps the events of one kind.
class Collector final : public trace::Sink {
 public:
  explicit Collector(trace::Kind kind) : kind_(kind) {}
  void record(const trace::Event& event) override {
    if (event.kind != kind_) return;
    events.push_back(event);
    events.back().text = nullptr;  // it need not outlive the run
    texts.emplace_back(event.text ? event.text : "");
  }
  std::vector<trace::Event> events;
  std::vector<std::string> texts;  // one each

 private:
  trace::Kind kind_;
};

}  // namespace faultline::scenario
