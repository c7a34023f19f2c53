// SPDX-License-Identifier: Apache-2.0
//
// What the properties share: the events just seen, the names of devices, registers and contexts,
// and the list of accusations.
#pragma once
#include <array>
#include <map>
#include <string>
#include <vector>

#include "oracle/verdict.hpp"
#include "sim/kernel.hpp"
#include "spec/layout.hpp"
#include "trace/event.hpp"

namespace faultline::oracle {

class Witness {
 public:
  explicit Witness(const sim::Kernel& kernel, bool time_counts = true)
      : kernel_(kernel), time_counts_(time_counts) {}

  void add_device(std::uint32_t number, std::string name, spec::PageLayout layout,
                  std::vector<std::uint64_t> supplies);
  // Before any property sees it.
  void remember(const trace::Event& event);

  // Notes a violation at `event`, the last one remembered or one of the run's end. The same message
  // again only counts.
  void accuse(const char* property, const trace::Event& event, std::string message,
              std::string function = {}, std::string register_name = {}, std::string cause = {});
  // The same where no event is to blame: at the end.
  void accuse_at_end(const char* property, std::string message);
  [[nodiscard]] const std::vector<Violation>& violations() const { return violations_; }

  // "3da0000.iommu".
  [[nodiscard]] std::string device(std::uint32_t number) const;
  // Whether device `number` cannot do without that supply.
  [[nodiscard]] bool depends(std::uint32_t number, std::uint64_t supply) const;
  // The event that last switched off what is off now of device `number`'s supplies, described;
  // empty: none is.
  [[nodiscard]] std::string switched_off(std::uint32_t number) const;
  // "CB5.FSR".
  [[nodiscard]] std::string register_name(std::uint32_t device, std::uint32_t offset) const;
  // False: virtual time says nothing about how long anything takes.
  [[nodiscard]] bool time_counts() const { return time_counts_; }
  [[nodiscard]] std::string context(const trace::Event& event) const;
  // One line: time, CPU, context, what.
  [[nodiscard]] std::string describe(const trace::Event& event) const;

 private:
  static constexpr std::size_t kept = 11;

  struct Device {
    std::string name;
    spec::PageLayout layout;
    std::vector<std::uint64_t> supplies;
  };
  const sim::Kernel& kernel_;
  const bool time_counts_;
  std::map<std::uint32_t, Device> devices_;
  std::map<std::uint64_t, trace::Event> switched_off_;  // by supply
  std::array<trace::Event, kept> recent_{};
  std::size_t seen_ = 0;
  std::vector<Violation> violations_;
};

}  // namespace faultline::oracle
