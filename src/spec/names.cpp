// SPDX-License-Identifier: Apache-2.0
// Names from offsets: the page by the geometry, the register by the table.
#include "spec/names.hpp"

#include "spec/table.hpp"

namespace faultline::spec {
namespace {

void add_register(RegisterName& name, Space space, std::uint32_t offset) {
  const Found found = find(space, offset & ~3U);
  if (!found) {
    name.add("+0x").add_hex(offset);
    return;
  }
  name.add('.').add(found.info->name);
  if (found.info->count > 1) name.add_decimal(found.index);
  const std::uint32_t byte = found.byte + offset % 4;
  if (byte != 0) name.add('+').add_decimal(byte);
}

}  // namespace

RegisterName register_name(std::uint32_t offset, const PageLayout& pages) {
  RegisterName name;
  const std::optional<Place> place = pages.place_of(offset);
  if (!place) {
    name.add("+0x").add_hex(offset);
    return name;
  }
  switch (place->page) {
    case Place::Page::gr0:
      name.add("GR0");
      add_register(name, Space::gr0, place->offset);
      break;
    case Place::Page::gr1:
      name.add("GR1");
      add_register(name, Space::gr1, place->offset);
      break;
    case Place::Page::cb:
      name.add("CB").add_decimal(place->bank.value);
      add_register(name, Space::cb, place->offset);
      break;
    case Place::Page::implementation: name.add("GID+0x").add_hex(place->offset); break;
    case Place::Page::other_global: name.add("global+0x").add_hex(place->offset); break;
  }
  return name;
}

}  // namespace faultline::spec
