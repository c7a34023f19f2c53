// SPDX-License-Identifier: Apache-2.0
//
// Brings a master and its driver up and down.
#include "scenario/master.hpp"

#include <fmt/format.h>

#include "driver/error.hpp"
#include "oracle/told.hpp"

namespace faultline::scenario {

driver::Verdict WitnessedHandler::on_fault(const driver::ContextFaultRecord& record) {
  if (oracle::tells_of_a_fault(record.FSR.bits())) ++told;
  const std::uint64_t bank = record.bank.value;
  sink_.record({.kind = trace::Kind::client_told,
                .device = device_,
                .subject = bank,
                .value = record.iova().value,
                .extra = record.FSR.bits()});
  const bool woken = wakes && wakes->resume_and_get();
  if (reads) static_cast<void>(reads->registers().read<spec::cb::FSYNR0>(record.bank));
  const driver::Verdict verdict = inner ? inner->on_fault(record) : answer;
  if (woken) wakes->put_autosuspend();
  sink_.record({.kind = trace::Kind::client_verdict,
                .device = device_,
                .subject = bank,
                .value = record.iova().value,
                .extra = static_cast<std::uint64_t>(verdict)});
  return verdict;
}

void WitnessedHandler::on_verdict_dropped(const driver::ContextFaultRecord& record,
                                          driver::Verdict verdict) {
  if (inner) inner->on_verdict_dropped(record, verdict);
}

namespace {

driver::Verdict verdict_of(const std::string& word) {
  if (word == "retry") return driver::Verdict::retry;
  if (word == "unhandled") return driver::Verdict::not_handled;
  return driver::Verdict::terminate;
}

driver::DomainKind kind_of(DomainKind kind) {
  switch (kind) {
    case DomainKind::identity: return driver::DomainKind::identity;
    case DomainKind::blocked: return driver::DomainKind::blocked;
    case DomainKind::paging: break;
  }
  return driver::DomainKind::paging;
}

}  // namespace

Master::Master(Machine& machine, Site& site, const MasterPlan& plan,
               std::vector<driver::StreamMatch> streams)
    : machine_(machine),
      site_(site),
      plan_(plan),
      streams_(std::move(streams)),
      domain_(site.smmu),
      name(machine.keep(plan.name)),
      handler(machine.kernel.recorder(), site.number),
      dma(machine.kernel, site.device, name),
      power(machine.power, name, machine.next_number(), nullptr),
      link(power, site.power),
      sleeper(power, nullptr) {
  handler.answer = verdict_of(plan.verdict);
  if (plan.handler_wakes) handler.wakes = &power;
  if (plan.handler_reads) handler.reads = &site.smmu;
}

Result<void, std::string> Master::bring_up(Master* group) {
  shared_ = group;
  if (!group) FL_TRY(open_domain());
  if (auto result = attach(); !result) {
    if (!group) static_cast<void>(domain_.close());
    return result;
  }
  power.use_autosuspend();
  power.set_autosuspend_delay(1'000'000);
  power.enable();
  if (site_.has_power_domain()) {
    if (const auto linked = link.connect(); !linked) {
      return base::error(fmt::format("{}: the SMMU does not wake", name));
    }
  }
  machine_.sleep.add(sleeper);
  up_ = true;
  return {};
}

Result<void, std::string> Master::open_domain() {
  const bool gpu = plan_.kind == MasterKind::gpu;
  const driver::DomainOptions options{
      .kind = kind_of(plan_.domain),
      .region = plan_.split ? pgtable::Region::upper : pgtable::Region::lower,
      .stall = plan_.stall,
      .gpu = gpu,
      .fault_handler = &handler};
  if (const auto opened = domain_.open(options); !opened) {
    return base::error(fmt::format("{}: no domain: {}", name, driver::name(opened.error())));
  }
  if (options.kind == driver::DomainKind::paging) bank_ = domain_.bank();
  if (!gpu) return {};
  context_.emplace(domain_);
  gpu_.emplace(name, *context_,
               client::AdrenoGpu::Machine{machine_.clock, machine_.log, hardware_, power});
  handler.inner = &*gpu_;
  if (plan_.split) processes_.emplace(machine_, *context_);
  gpu_->start();
  return {};
}

Result<void, std::string> Master::attach() {
  if (attached_) return base::error(fmt::format("{}: attached already", name));
  if (const auto result = domain().attach(streams_); !result) {
    return base::error(fmt::format("{}: not attached: {}", name, driver::name(result.error())));
  }
  attached_ = true;
  return {};
}

Result<void, std::string> Master::detach() {
  if (!attached_) return base::error(fmt::format("{}: not attached", name));
  if (const auto result = domain().detach(streams_); !result) {
    return base::error(fmt::format("{}: not detached: {}", name, driver::name(result.error())));
  }
  attached_ = false;
  return {};
}

Result<void, std::string> Master::tear_down() {
  if (!up_) return {};
  up_ = false;
  machine_.sleep.remove(sleeper);
  if (attached_) {
    if (auto result = detach(); !result) return result;
  }
  if (processes_) FL_TRY(processes_->close());
  if (!shared_) {
    if (const auto closed = domain_.close(); !closed) {
      return base::error(fmt::format("{}: not closed: {}", name, driver::name(closed.error())));
    }
  }
  power.disable();
  link.disconnect();
  return {};
}

}  // namespace faultline::scenario
