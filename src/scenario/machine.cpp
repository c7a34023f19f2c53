// SPDX-License-Identifier: Apache-2.0
//
// Puts the machine together.
#include "scenario/machine.hpp"

#include "base/bits.hpp"

namespace faultline::scenario {

namespace {

constexpr PhysAddr ram_base{0x8000'0000};
constexpr std::uint64_t ram_bytes = 512ull << 20;
constexpr std::uint64_t table_bytes = 256ull << 20;

struct LineArguments {
  std::vector<LineNumber> numbers;
  LineNumber operator()(std::size_t i) const { return numbers[i]; }
};

}  // namespace

Machine::Machine(const MachineSettings& settings)
    : scheduler(settings.seed),
      kernel(settings.cpus, scheduler, settings.costs),
      controller(kernel),
      executor(kernel, settings.workers),
      clock(kernel),
      freezer(clock),
      memory(ram_base, ram_bytes, table_bytes),
      log(kernel, settings.print),
      lines(settings.lines.size(), LineArguments{{settings.lines.begin(), settings.lines.end()}}),
      interrupts(lines.span(), irq::Machine{controller, executor, clock, log, kernel.recorder()},
                 settings.interrupts),
      power{executor, clock, kernel.recorder(), settings.runtime_pm},
      sleep(power, this) {
  kernel.recorder().add(ledger);
  controller.set_entry(
      {[](void* object, LineNumber line) { static_cast<irq::Core*>(object)->handle(line); },
       &interrupts});
}

PowerIsland& Machine::island(const std::string& name) {
  for (auto& island : islands_) {
    if (island->name == name) return *island;
  }
  islands_.push_back(std::make_unique<PowerIsland>(kernel, name, next_number()));
  return *islands_.back();
}

std::optional<PhysAddr> Machine::take_memory(std::uint64_t size_bytes, std::uint64_t alignment) {
  const auto [first, last] = data_free_.equal_range(size_bytes);
  for (auto piece = first; piece != last; ++piece) {
    if (!base::is_aligned(piece->second.value, alignment)) continue;
    const PhysAddr place = piece->second;
    data_free_.erase(piece);
    return place;
  }
  const std::uint64_t at = base::align_up(data_used_, alignment);
  if (at + size_bytes > memory.data_bytes()) return std::nullopt;
  data_used_ = at + size_bytes;
  return memory.data() + at;
}

void Machine::give_back_memory(PhysAddr place, std::uint64_t size_bytes) {
  data_free_.emplace(size_bytes, place);
}

const char* Machine::keep(std::string text) {
  names_.push_back(std::make_unique<std::string>(std::move(text)));
  return names_.back()->c_str();
}

}  // namespace faultline::scenario
