// SPDX-License-Identifier: Apache-2.0
//
// The steps that change a master's address space, and those that end it.
#include <fmt/format.h>

#include "driver/error.hpp"
#include "scenario/actor.hpp"

namespace faultline::scenario {

void Actor::run_on_domain(const Step& step, Iova iova) {
  if (!master_.up()) return complain(step, fmt::format("{} is removed", master_.name));
  switch (step.operation) {
    case Operation::map: return map(step, iova);
    case Operation::unmap: return unmap(step, iova);
    case Operation::lookup: return lookup(step, iova);
    case Operation::change_process: return change_process(step);
    case Operation::attach:
      if (auto result = master_.attach(); !result) complain(step, result.error());
      return;
    case Operation::detach:
      if (auto result = master_.detach(); !result) complain(step, result.error());
      return;
    default: return;
  }
}

Result<void, std::string> Actor::do_map(const Step& step, Iova iova, PhysAddr place) {
  pgtable::Protection protection = pgtable::Protection::read | pgtable::Protection::cacheable;
  if (step.writable) protection = protection | pgtable::Protection::write;
  if (process_of(step) != 0) {
    return master_.processes()->map(iova, place, step.page_bytes, step.pages, protection);
  }
  const auto result = master_.domain().map({.iova = iova,
                                            .address = place,
                                            .page_bytes = step.page_bytes,
                                            .page_count = step.pages,
                                            .protection = protection});
  if (!result) return base::error(std::string(driver::name(result.error())));
  return {};
}

void Actor::map(const Step& step, Iova iova) {
  const std::uint64_t size = step.page_bytes * step.pages;
  const auto place = machine_.take_memory(size, step.page_bytes);
  if (!place) return complain(step, "the machine has no memory left");
  if (const auto result = do_map(step, iova, *place); !result) {
    machine_.give_back_memory(*place, size);
    return complain(step, fmt::format("map of {:#x}: {}", iova.value, result.error()));
  }
  memory_[{process_of(step), iova.value}] = *place;
}

Result<void, std::string> Actor::do_unmap(const Step& step, Iova iova) {
  if (process_of(step) != 0) {
    return master_.processes()->unmap(iova, step.page_bytes, step.pages);
  }
  const auto result = master_.domain().unmap(iova, step.page_bytes, step.pages);
  if (!result) return base::error(std::string(driver::name(result.error())));
  return {};
}

void Actor::unmap(const Step& step, Iova iova) {
  if (const auto result = do_unmap(step, iova); !result) {
    return complain(step, fmt::format("unmap of {:#x}: {}", iova.value, result.error()));
  }
  const auto place = memory_.find({process_of(step), iova.value});
  if (place == memory_.end()) return;
  machine_.give_back_memory(place->second, step.page_bytes * step.pages);
  memory_.erase(place);
}

void Actor::lookup(const Step& step, Iova iova) {
  const bool of_process = process_of(step) != 0;
  const auto expected =
      of_process ? master_.processes()->lookup(iova) : master_.domain().lookup(iova);
  const auto hardware = of_process ? expected : master_.domain().lookup_in_hardware(iova);
  if (expected != hardware) complain(step, "the tables and the SMMU disagree");
}

void Actor::change_process(const Step& step) {
  if (!master_.processes()) return complain(step, "only a GPU with split tables has processes");
  drain();
  if (auto result = master_.processes()->change_to(step.process); !result) {
    complain(step, result.error());
  }
}

// As a device that is pulled out: its driver and the others stand still meanwhile, hardware does
// not.
void Actor::remove(const Step& step) {
  machine_.freezer.freeze_others();
  if (auto result = master_.tear_down(); !result) complain(step, result.error());
  machine_.freezer.thaw();
}

void Actor::unbind(const Step& step) {
  machine_.freezer.freeze_others();
  bool down = site_.in_service();
  for (auto master = masters_.rbegin(); master != masters_.rend(); ++master) {
    if (auto result = (*master)->tear_down(); !result) {
      complain(step, result.error());
      down = false;
    }
  }
  if (down) site_.remove();
  machine_.freezer.thaw();
}

// The other drivers are stopped before; who has no driver that stops it goes on.
void Actor::shut_down() {
  machine_.freezer.freeze_others();
  site_.shut_down();
  machine_.freezer.thaw();
}

}  // namespace faultline::scenario
