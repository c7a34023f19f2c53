// SPDX-License-Identifier: Apache-2.0
//
// Drivers that differ from the shipped one by data: a table of steps without one of its steps, with
// two exchanged, with one elsewhere, or without an undo; and those that scenario/variants has by
// name. The shipped driver's tables stay as they are. docs/scenarios.md, [driver].
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "scenario/scenario.hpp"
#include "scenario/variants/policies.hpp"
#include "scenario/variants/wrong_drivers.hpp"

namespace faultline::scenario {

// Copies of a driver's tables, to be changed.
class AlteredTables {
 public:
  explicit AlteredTables(const driver::Sequences& original);

  // The error: in words, with what there is. Nothing was done.
  [[nodiscard]] Result<void, std::string> apply(const Alteration& alteration);
  // Refers to this object.
  [[nodiscard]] driver::Sequences sequences() const;

  struct Listed {
    std::string table;  // "suspend"
    std::vector<std::string> steps;
  };
  // Probe, suspend, resume, remove, shutdown; quiesce, of a domain; take, answer and sweep, of a
  // fault.
  [[nodiscard]] std::vector<Listed> list() const;

 private:
  template <typename Step>
  struct Table {
    std::string_view name;
    std::vector<Step> steps;
  };
  template <typename Visit>
  auto with_table(std::string_view name, Visit&& visit);

  Table<driver::Step> probe_, suspend_, resume_, remove_, shutdown_;
  Table<driver::DomainStep> quiesce_;
  Table<driver::FaultStep> take_, answer_, sweep_;
};

// A driver made for one run.
struct MadeDriver {
  NamedPolicy policy;
  WrongDriver wrong;
  std::unique_ptr<AlteredTables> tables;  // null: none is altered
  Variant variant;                        // refers to the others
};

struct DriverMistake {
  std::string message;
  std::uint32_t line = 0;  // of an alteration; 0: of the plan
  std::uint32_t column = 0;
};

// `asked` is what the plan is about where it names no policy and no variant itself; it outlives the
// result. Errors: names that there are not; a plan that names a policy while another one is asked
// for.
[[nodiscard]] Result<std::unique_ptr<MadeDriver>, DriverMistake> make_driver(const DriverPlan& plan,
                                                                             const Variant& asked);

}  // namespace faultline::scenario
