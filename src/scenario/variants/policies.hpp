// SPDX-License-Identifier: Apache-2.0
//
// The policies by name: the discussion, in its order, and the shipped one. docs/protocol.md says
// what each does.
#pragma once
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "scenario/variants/mainline.hpp"
#include "scenario/variants/variant.hpp"

namespace faultline::scenario {

struct PolicyName {
  std::string_view name;
  std::string_view summary;  // one line
};

// Static.
[[nodiscard]] std::span<const PolicyName> policies();

// A policy made for one run.
struct NamedPolicy {
  std::unique_ptr<variants::Mainline> object;  // null: the gate
  Variant variant;                             // refers to it
};

// The error: in words, with the names that there are.
[[nodiscard]] Result<NamedPolicy, std::string> make_policy(std::string_view name);

}  // namespace faultline::scenario
