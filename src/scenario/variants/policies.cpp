// SPDX-License-Identifier: Apache-2.0
//
// The table of policies.
#include "scenario/variants/policies.hpp"

#include <algorithm>
#include <array>

#include "scenario/variants/none.hpp"
#include "scenario/variants/v1.hpp"
#include "scenario/variants/v2.hpp"
#include "scenario/variants/v3.hpp"
#include "scenario/variants/v4.hpp"

namespace faultline::scenario {
namespace {

using variants::Mainline;
using Make = std::unique_ptr<Mainline> (*)();

template <typename Policy>
std::unique_ptr<Mainline> make() {
  return std::make_unique<Policy>();
}

// The gate is the driver's own and needs none.
std::unique_ptr<Mainline> nothing() {
  return nullptr;
}

constexpr std::array names{
    PolicyName{"none", "mainline Linux: handlers touch registers whatever the power does"},
    PolicyName{"v1", "27 Jan 2026: handlers resume the SMMU and wait, context ones if threaded"},
    PolicyName{"v2", "13 Mar 2026: handlers decline unless the device is active"},
    PolicyName{"v3", "30 Jun 2026: v2 with a wrapper; suspend masks the sources"},
    PolicyName{"v4", "6 Aug 2026: v3, and suspend waits for handlers that run"},
    PolicyName{"gate", "ours, which the driver ships"}};
constexpr std::array<Make, names.size()> makers{make<variants::None>, make<variants::V1>,
                                                make<variants::V2>,   make<variants::V3>,
                                                make<variants::V4>,   nothing};

std::string listed() {
  std::string list;
  for (const PolicyName& policy : names) {
    list += (list.empty() ? "" : ", ") + std::string(policy.name);
  }
  return list;
}

}  // namespace

std::span<const PolicyName> policies() {
  return names;
}

Result<NamedPolicy, std::string> make_policy(std::string_view name) {
  const auto place = std::ranges::find(names, name, &PolicyName::name);
  if (place == names.end()) {
    return base::error("there is no policy '" + std::string(name) + "'; there are " + listed());
  }
  NamedPolicy made;
  made.object = makers[static_cast<std::size_t>(place - names.begin())]();
  if (Mainline* object = made.object.get()) {
    made.variant = {.policy = object,
                    .sequences = object->sequences(),
                    .sleep = object,
                    .meet = [object](driver::Smmu& smmu, power::Device& device) {
                      object->meet(smmu, device);
                    }};
  }
  return made;
}

}  // namespace faultline::scenario
