// SPDX-License-Identifier: Apache-2.0
//
// Watches a run and judges it by the properties P1 to P12 (docs/protocol.md), each in a file of its
// own, from the trace and from what the world knows at the end; never from the driver's own
// counters.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "oracle/property.hpp"
#include "oracle/verdict.hpp"
#include "oracle/witness.hpp"
#include "trace/sink.hpp"

namespace faultline::oracle {

class Jury final : public trace::Sink {
 public:
  // The kernel outlives the jury.
  // `time_counts`: false where everything takes as long as it likes, as under an explorer.
  explicit Jury(const sim::Kernel& kernel, bool time_counts = true);
  ~Jury();
  Jury(const Jury&) = delete;
  Jury& operator=(const Jury&) = delete;

  // Names a device, so that its registers can be named too, and the supplies that it cannot do
  // without.
  void add_device(std::uint32_t number, std::string name, spec::PageLayout layout,
                  std::vector<std::uint64_t> supplies);
  void record(const trace::Event& event) override;
  // Once, when the run is over.
  void finish(const End& end);
  // By somebody who saw what no property looks for.
  void accuse(const char* property, std::string message) {
    witness_.accuse_at_end(property, std::move(message));
  }

  [[nodiscard]] const std::vector<Violation>& violations() const { return witness_.violations(); }
  [[nodiscard]] std::vector<Verdict> verdicts() const;
  // An event in words.
  [[nodiscard]] std::string what(const trace::Event& event) const;

 private:
  Witness witness_;
  std::vector<std::unique_ptr<Property>> properties_;
};

}  // namespace faultline::oracle
