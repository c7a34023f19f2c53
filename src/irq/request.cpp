// SPDX-License-Identifier: Apache-2.0
//
// Putting an action on a line: everything that can fail, then what cannot.
#include "base/check.hpp"
#include "base/text.hpp"
#include "irq/core.hpp"
#include "port/context.hpp"

namespace faultline::irq {

Result<void, RequestError> Core::request(LineNumber number, Action& action) {
  port::may_sleep("irq request");
  FL_CHECK(!action.requested());
  auto result = try_request(find(number), action);
  if (!result) log_refusal(number, action, result.error());
  return result;
}

Result<void, RequestError> Core::try_request(Line* line, Action& action) {
  if (line == nullptr) return base::error(RequestError::no_line);
  const ActionRequest& wanted = action.request_;
  const bool masked_till_served = wanted.one_shot || options_.controller_is_one_shot_safe;
  if (!wanted.primary && !masked_till_served) return base::error(RequestError::needs_one_shot);

  port::Hold requests(line->requests_);
  {
    port::Hold hold(line->lock_);
    FL_TRY(admit(*line, action));
  }
  FL_TRY(start_thread(*line, action));
  port::Hold hold(line->lock_);
  insert(*line, action);
  return {};
}

// Decides what the action is on this line, and whether it agrees with those that are there.
Result<void, RequestError> Core::admit(Line& line, Action& action) {
  const ActionRequest& wanted = action.request_;
  action.forced_ = options_.force_threads && wanted.primary && !wanted.one_shot;
  action.one_shot_ = wanted.one_shot || action.forced_;
  if (line.actions_.empty()) return {};

  if (!wanted.shared || !line.actions_.front()->request_.shared) {
    return base::error(RequestError::busy_not_shared);
  }
  if (wanted.trigger.value_or(line.trigger_) != line.trigger_) {
    return base::error(RequestError::busy_trigger);
  }
  const bool adopts = options_.hard_handlers_adopt_one_shot && !wanted.thread;
  if (adopts && line.one_shot_) action.one_shot_ = true;
  if (action.one_shot_ != line.one_shot_) return base::error(RequestError::busy_one_shot);
  return {};
}

Result<void, RequestError> Core::start_thread(Line& line, Action& action) {
  action.core_ = this;
  action.line_ = &line;
  action.leaving_ = false;
  if (!action.has_thread() || machine_.executor.start(action.thread_)) return {};
  action.line_ = nullptr;
  return base::error(RequestError::out_of_threads);
}

void Core::insert(Line& line, Action& action) {
  const bool first = line.actions_.empty();
  line.actions_.push_back(action);
  action.disabled_ = action.passed_over_ = false;
  ++line.enabled_actions_;
  if (first) {
    start_line(line, action);
  } else {
    revive(line);
    settle(line);  // those that were there may all be disabled
  }
}

void Core::start_line(Line& line, const Action& first) {
  line.trigger_ = first.request_.trigger.value_or(line.trigger_);
  machine_.controller.set_trigger(line.number_, line.trigger_);
  line.one_shot_ = first.one_shot_;
  line.spurious_ = SpuriousDetector{};
  line.depth_ = first.request_.starts_disabled ? 1 : 0;
  settle(line);
}

void Core::log_refusal(LineNumber line, const Action& action, RequestError error) {
  base::Text<160> text;
  text.add("irq ").add_decimal(line.value).add(": request of ").add(action.request_.name);
  text.add(" refused: ").add(name(error));
  machine_.log.write(port::Severity::error, text.view());
}

}  // namespace faultline::irq
