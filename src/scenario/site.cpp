// SPDX-License-Identifier: Apache-2.0
//
// Wires a virtual SMMU to its driver.
#include "scenario/site.hpp"

#include <fmt/format.h>

namespace faultline::scenario {

namespace {

// As the kernel names a platform device: the address, a dot, the node's name.
std::string device_name(const fdt::SmmuNode& node) {
  const std::string leaf = node.path.substr(node.path.rfind('/') + 1);
  const std::uint64_t address = node.regions.empty() ? 0 : node.regions.front().address.value;
  return fmt::format("{:x}.{}", address, leaf.substr(0, leaf.find('@')));
}

std::vector<LineNumber> numbers(const std::vector<fdt::Interrupt>& interrupts) {
  std::vector<LineNumber> lines;
  for (const fdt::Interrupt& interrupt : interrupts) lines.push_back(fdt::interrupt_id(interrupt));
  return lines;
}

std::string island_name(const fdt::PowerDomain& domain) {
  std::string name = domain.provider;
  for (const std::uint32_t argument : domain.arguments) name += fmt::format(" {}", argument);
  return name;
}

model::Configuration numbered(model::Configuration configuration, std::uint32_t device) {
  configuration.device = device;
  return configuration;
}

}  // namespace

std::vector<LineNumber> Site::global_lines(const fdt::SmmuNode& node) {
  return numbers(node.global_interrupts);
}

std::vector<LineNumber> Site::context_lines(const fdt::SmmuNode& node) {
  return numbers(node.context_interrupts);
}

Site::Site(Machine& machine, const fdt::SmmuNode& node, const SmmuChoice& choice,
           const SiteOptions& options)
    : machine_(machine),
      path(node.path),
      name(device_name(node)),
      number(machine.next_number()),
      global_(global_lines(node)),
      context_(context_lines(node)),
      clocks_number_(machine.next_number()),
      clocks_(machine.kernel, machine.keep(name + " clocks"), clocks_number_),
      island_(node.power_domains.empty()
                  ? nullptr
                  : &machine.island(island_name(node.power_domains.front()))),
      device(machine.kernel, numbered(choice.configuration, number), machine.memory,
             machine.controller,
             {.context = context_,
              .global = global_.empty() ? LineNumber{} : global_.front(),
              .global_configuration = global_.empty() ? LineNumber{} : global_.front()},
             clocks_, island_ ? &island_->supply : nullptr),
      bus(machine.kernel, device, options.seed),
      banks_(choice.configuration.size.banks),
      streams_(choice.configuration.size.stream_groups),
      smmu(config(node, choice, options)),
      power(machine.power, name.c_str(), number, &smmu.runtime_callbacks()),
      sleeper(power, options.sleep ? options.sleep : &smmu.sleep_callbacks()) {
  machine.ledger.count_power_of(number);
  for (const LineNumber line : global_)
    machine.controller.connect(line, name.c_str(), options.interrupt_cpu);
  for (const LineNumber line : context_)
    machine.controller.connect(line, name.c_str(), options.interrupt_cpu);
  bus.set_posted(options.posted);
}

std::vector<std::uint64_t> Site::supplies() const {
  std::vector<std::uint64_t> numbers{clocks_number_};
  if (island_) numbers.push_back(island_->number);
  return numbers;
}

driver::Config Site::config(const fdt::SmmuNode& node, const SmmuChoice& choice,
                            const SiteOptions& options) {
  driver::Config config{
      .name = name.c_str(),
      .device = number,
      .bus = bus,
      .clock = machine_.clock,
      .executor = machine_.executor,
      .memory = machine_.memory,
      .clocks = clocks_,
      .interrupts = machine_.interrupts,
      .log = machine_.log,
      .sink = machine_.kernel.recorder(),
      .flavour = kinds_.get(choice.flavour),
      .policy = options.policy,
      .architecture = choice.architecture,
      .firmware = {.window_bytes = choice.window_bytes, .coherent_walk = node.dma_coherent},
      .wiring = {.global_lines = global_, .context_lines = context_},
      .banks = banks_.span(),
      .streams = streams_.span()};
  config.options.autosuspend_delay_ns = options.autosuspend_delay_ns;
  if (options.sequences) config.sequences = *options.sequences;
  return config;
}

Result<void, driver::ProbeError> Site::probe() {
  if (island_ && !island_->domain.attach(power)) {
    return base::error(driver::ProbeError::clocks_refused);
  }
  const auto result = smmu.probe(island_ ? &power : nullptr);
  in_service_ = result.has_value();
  if (in_service_) {
    machine_.sleep.add(sleeper);
  } else if (island_) {
    island_->domain.detach(power);
  }
  return result;
}

bool Site::is_refused(const std::string& what) {
  const irq::Handler nobody{[](void*, LineNumber) { return irq::Verdict::none; }, nullptr};
  irq::Action other({.name = "one that does not share", .primary = nobody});
  const bool line = what == "interrupt" && !global_.empty();
  if (line && !machine_.interrupts.request(global_.front(), other)) return false;
  // Probe takes them once to look at the SMMU, and once to reset it.
  if (what == "clocks") clocks_.refuse_after(1);
  const bool refused = !probe();
  clocks_.refuse_after(-1);
  if (line) machine_.interrupts.free(other);
  return refused;
}

void Site::shut_down() {
  shut_down_ = true;
  smmu.shutdown();
}

void Site::remove() {
  machine_.sleep.remove(sleeper);
  smmu.remove();
  in_service_ = false;
  if (island_) island_->domain.detach(power);
}

}  // namespace faultline::scenario
