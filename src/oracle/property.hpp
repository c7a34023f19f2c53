// SPDX-License-Identifier: Apache-2.0
//
// One property of a run: it sees every event, knows how the run ended, and accuses.
#pragma once
#include "oracle/verdict.hpp"
#include "trace/event.hpp"

namespace faultline::oracle {

class Witness;

class Property {
 public:
  // `name` is "P1", `title` a few words; static texts.
  Property(const char* name, const char* title, Witness& witness)
      : witness_(witness), name_(name), title_(title) {}
  virtual ~Property() = default;
  Property(const Property&) = delete;
  Property& operator=(const Property&) = delete;

  virtual void see(const trace::Event& event) = 0;
  virtual void finish(const End&) {}

  [[nodiscard]] const char* name() const { return name_; }
  [[nodiscard]] const char* title() const { return title_; }

 protected:
  Witness& witness_;

 private:
  const char* name_;
  const char* title_;
};

}  // namespace faultline::oracle
