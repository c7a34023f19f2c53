// SPDX-License-Identifier: Apache-2.0
//
// The stall cool-down, the capture and the log line of a GPU fault.
#include "client/adreno.hpp"

#include "base/text.hpp"
#include "driver/fault_log.hpp"
#include "port/context.hpp"

namespace faultline::client {

using spec::cb::FSR;

namespace {

std::string_view type_of(reg::Value<FSR> fsr) {
  if (fsr.get<FSR::TF>()) return "TRANSLATION";
  if (fsr.get<FSR::PF>()) return "PERMISSION";
  if (fsr.get<FSR::EF>()) return "EXTERNAL";
  return "UNKNOWN";
}

}  // namespace

void AdrenoGpu::start() {
  port::Hold hold(mutex_);
  stalling_ = true;
  context_.set_stall(true);
}

void AdrenoGpu::before_submit() {
  port::Hold hold(mutex_);
  ++submits_;
  captured_this_submit_ = false;
  const bool cool = machine_.clock.now_ns() >= reenable_at_ns_;
  if (stalling_ || !cool || crash_) return;
  stalling_ = true;
  ++counts_.stalling_turned_on;
  context_.set_stall(true);
}

driver::Verdict AdrenoGpu::on_fault(const driver::ContextFaultRecord& record) {
  port::may_sleep("a GPU fault handler");
  if (!record.stalled()) {
    handle(record);
    return driver::Verdict::terminate;
  }
  captures_.begin();
  handle(record);
  captures_.end();
  return driver::Verdict::terminate;
}

void AdrenoGpu::handle(const driver::ContextFaultRecord& record) {
  port::Hold hold(mutex_);
  ++counts_.faults;
  cool_down();
  CrashState seen{.fault = driver::flavour::AdrenoContext::fault_info(record),
                  .write = record.write(),
                  .block = machine_.hardware.block(record.FSYNR1.bits()),
                  .time_ns = machine_.clock.now_ns(),
                  .submit = submits_};
  if (machine_.processes) seen.culprit = machine_.processes->find(seen.fault);
  const bool captures = begin_capture(record);
  seen.scratch = read_scratch(captures);
  if (captures) capture(seen);
  log(seen);
}

void AdrenoGpu::cool_down() {
  reenable_at_ns_ = machine_.clock.now_ns() + cool_down_ns;
  if (!stalling_) return;
  stalling_ = false;
  ++counts_.stalling_turned_off;
  context_.set_stall(false);
}

// From here to the end of capture() the watchdog leaves the GPU alone.
bool AdrenoGpu::begin_capture(const driver::ContextFaultRecord& record) {
  if (!record.stalled() || captured_this_submit_ || crash_) return false;
  return !machine_.hangcheck || machine_.hangcheck->pause();
}

// Scratch registers are only there while the GPU has power. A capture wakes it for them, which may
// wake the SMMU's own supplier chain, and is why the handler has to be a thread. A line in the log
// is not worth that.
std::optional<GpuHardware::Scratch> AdrenoGpu::read_scratch(bool wake) {
  power::Device& power = machine_.power;
  const bool powered =
      wake ? power.resume_and_get().has_value() : power.get_if_active().value_or(false);
  if (!powered) return std::nullopt;
  const GpuHardware::Scratch scratch = machine_.hardware.scratch();
  power.put_autosuspend();
  return scratch;
}

void AdrenoGpu::capture(const CrashState& state) {
  captured_this_submit_ = true;
  ++counts_.captured;
  crash_ = state;
  if (machine_.hangcheck) machine_.hangcheck->resume();
}

// "*** gpu fault: ttbr0=%.16llx iova=%.16lx dir=%s type=%s source=%s (%u,%u,%u,%u)"
void AdrenoGpu::log(const CrashState& seen) {
  const driver::RateLimit::Answer answer = limit_.ask(machine_.clock.now_ns());
  base::Text<200> line;
  if (answer.suppressed_before > 0) {
    line.add(name_).add(": ").add(driver::suppressed_line(answer.suppressed_before).view());
    machine_.log.write(port::Severity::warning, line.view());
    line.clear();
  }
  if (!answer.allowed) {
    ++counts_.suppressed_lines;
    return;
  }
  line.add(name_).add(": *** gpu fault: ttbr0=").add_hex(seen.fault.ttbr0, 16);
  line.add(" iova=").add_hex(seen.fault.far, 16).add(" dir=").add(seen.write ? "WRITE" : "READ");
  line.add(" type=").add(type_of(reg::Value<FSR>(seen.fault.fsr)));
  line.add(" source=").add(seen.block).add(" (");
  const GpuHardware::Scratch scratch = seen.scratch.value_or(GpuHardware::Scratch{});
  for (unsigned i = 0; i < 4; ++i) {
    line.add_decimal(scratch.word[i]).add(i < 3 ? ',' : ')');
  }
  machine_.log.write(port::Severity::warning, line.view());
}

std::optional<CrashState> AdrenoGpu::take_crash_state() {
  port::Hold hold(mutex_);
  std::optional<CrashState> taken = crash_;
  crash_.reset();
  return taken;
}

AdrenoGpu::Counts AdrenoGpu::counts() {
  port::Hold hold(mutex_);
  return counts_;
}

}  // namespace faultline::client
