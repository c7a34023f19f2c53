// SPDX-License-Identifier: Apache-2.0
//
// The life of an action and of its thread's function.
#include "irq/action.hpp"

#include "base/check.hpp"
#include "irq/core.hpp"

namespace faultline::irq {

Action::Action(const ActionRequest& request)
    : request_(request),
      thread_(request.name, port::Priority::realtime,
              port::Callback::to<&Action::run_thread>(*this)),
      woken_(request.name) {
  FL_CHECK(request_.primary || request_.thread);
  FL_CHECK(!(request_.shared && request_.starts_disabled));
}

Action::~Action() {
  FL_CHECK(!requested());
}

void Action::run_thread() {
  core_->run_thread(*this);
}

}  // namespace faultline::irq
