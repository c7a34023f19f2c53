// SPDX-License-Identifier: Apache-2.0
//
// The stall cool-down, the capture and the log line of a GPU fault.
#include "client/adreno.hpp"

#include "base/text.hpp"
#include "driver/fault_log.hpp"
#include "port/context.hpp"

namespace faultline::client {

using driver::flavour::AdrenoFaultInfo;
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
  port::Hold hold(mutex_);
  ++counts_.faults;
  cool_down();
  // Scratch registers are only there while the GPU has power; asking for it here may wake the
  // SMMU's own supplier chain, which is why this handler has to be a thread.
  GpuHardware::Scratch scratch{};
  if (record.stalled() && !captured_this_submit_ && machine_.power.resume_and_get()) {
    scratch = machine_.hardware.scratch();
    capture(record);
    machine_.power.put_autosuspend();
  }
  log(driver::flavour::AdrenoContext::fault_info(record), record.write(), scratch);
  return driver::Verdict::terminate;
}

void AdrenoGpu::cool_down() {
  reenable_at_ns_ = machine_.clock.now_ns() + cool_down_ns;
  if (!stalling_) return;
  stalling_ = false;
  ++counts_.stalling_turned_off;
  context_.set_stall(false);
}

void AdrenoGpu::capture(const driver::ContextFaultRecord& record) {
  captured_this_submit_ = true;
  if (crash_) return;
  ++counts_.captured;
  crash_ = CrashState{.fault = driver::flavour::AdrenoContext::fault_info(record),
                      .time_ns = machine_.clock.now_ns(),
                      .submit = submits_};
}

// "*** gpu fault: ttbr0=%.16llx iova=%.16lx dir=%s type=%s source=%s (%u,%u,%u,%u)"
void AdrenoGpu::log(const AdrenoFaultInfo& info, bool write, const GpuHardware::Scratch& scratch) {
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
  line.add(name_).add(": *** gpu fault: ttbr0=").add_hex(info.ttbr0, 16);
  line.add(" iova=").add_hex(info.far, 16).add(" dir=").add(write ? "WRITE" : "READ");
  line.add(" type=").add(type_of(reg::Value<FSR>(info.fsr)));
  line.add(" source=UNKNOWN (");
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
