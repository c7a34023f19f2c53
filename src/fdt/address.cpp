// SPDX-License-Identifier: Apache-2.0
//
// Reading `reg` and translating it to what a CPU sees.
#include "fdt/address.hpp"

#include "fdt/property.hpp"

namespace faultline::fdt {
namespace {

constexpr std::uint32_t default_address_cells = 2;
constexpr std::uint32_t default_size_cells = 1;
constexpr std::size_t most_regions = 16;
constexpr std::size_t most_ranges = 1024;

// How a bus writes its children's addresses and sizes.
struct BusCells {
  std::uint32_t address = default_address_cells;
  std::uint32_t size = default_size_cells;
};

Result<BusCells, Problem> bus_cells(Node bus) {
  const auto address = read_cell_or(bus, "#address-cells", default_address_cells);
  if (!address) return base::error(address.error());
  const auto size = read_cell_or(bus, "#size-cells", default_size_cells);
  if (!size) return base::error(size.error());
  if (*address < 1 || *address > 2) {
    return base::error(bus.problem(Fault::unsupported, "#address-cells",
                                   "is " + std::to_string(*address),
                                   "addresses of 1 or 2 cells are translated"));
  }
  if (*size > 2) {
    return base::error(bus.problem(Fault::unsupported, "#size-cells", "is " + std::to_string(*size),
                                   "sizes of 1 or 2 cells are read"));
  }
  return BusCells{*address, *size};
}

bool wraps(std::uint64_t start, std::uint64_t size_bytes) {
  return size_bytes != 0 && start + (size_bytes - 1) < start;
}

std::string spelled(const Region& region) {
  return hex(region.address.value) + " of " + hex(region.size_bytes) + " bytes";
}

// One entry of `ranges`: where addresses of the bus's children lie for what is around the bus.
struct Window {
  std::uint64_t child;
  std::uint64_t parent;
  std::uint64_t size_bytes;

  [[nodiscard]] bool wraps_around() const {
    return wraps(child, size_bytes) || wraps(parent, size_bytes);
  }
  [[nodiscard]] bool covers(const Region& region) const {
    const std::uint64_t start = region.address.value;
    return start >= child && size_bytes >= region.size_bytes &&
           start - child <= size_bytes - region.size_bytes;
  }
};

// The cells of `ranges`, a whole number of entries, each of `entry` cells.
Result<Cells, Problem> range_cells(Node device, Node bus, std::size_t entry) {
  if (!bus.has("ranges")) {
    return base::error(bus.problem(Fault::missing, "ranges",
                                   "is missing, so nothing outside can reach " + device.path(),
                                   "an empty one hands addresses on unchanged"));
  }
  auto ranges = read_cells(bus, "ranges");
  if (!ranges) return ranges;
  if (ranges->size() % entry != 0) {
    return base::error(bus.problem(Fault::length, "ranges",
                                   "has " + counted(ranges->size(), "cell"),
                                   "its entries have " + std::to_string(entry) + " each"));
  }
  if (ranges->size() / entry > most_ranges) {
    return base::error(bus.problem(Fault::too_large, "ranges",
                                   "has " + std::to_string(ranges->size() / entry) + " entries",
                                   "at most " + std::to_string(most_ranges) + " are read"));
  }
  return ranges;
}

// One step up: `region` as the children of `bus` write it becomes what the bus around `bus` sees.
Result<void, Problem> leave_bus(Node device, Node bus, const BusCells& inner, const BusCells& outer,
                                Region& region) {
  const std::size_t entry = inner.address + outer.address + inner.size;
  const auto ranges = range_cells(device, bus, entry);
  if (!ranges) return base::error(ranges.error());
  if (ranges->empty()) return {};
  for (std::size_t at = 0; at < ranges->size(); at += entry) {
    const Window window{ranges->part(at, inner.address).number(),
                        ranges->part(at + inner.address, outer.address).number(),
                        ranges->part(at + inner.address + outer.address, inner.size).number()};
    if (window.wraps_around()) {
      return base::error(bus.problem(Fault::value, "ranges",
                                     "entry " + std::to_string(at / entry) + " maps " +
                                         hex(window.child) + " to " + hex(window.parent) + " for " +
                                         hex(window.size_bytes) +
                                         " bytes and wraps around the address space",
                                     "an entry ends before 2^64"));
    }
    if (!window.covers(region)) continue;
    region.address = PhysAddr(window.parent + (region.address.value - window.child));
    return {};
  }
  return base::error(
      bus.problem(Fault::value, "ranges",
                  "has no entry that covers " + spelled(region) + " of " + device.path(),
                  "add one, or mend that node's reg"));
}

Result<void, Problem> translate(Node device, Node bus, BusCells cells, Region& region) {
  while (const auto outside = bus.parent()) {
    const auto outer = bus_cells(*outside);
    if (!outer) return base::error(outer.error());
    FL_TRY(leave_bus(device, bus, cells, *outer, region));
    bus = *outside;
    cells = *outer;
  }
  return {};
}

}  // namespace

Result<std::vector<Region>, Problem> read_regions(Node node) {
  const auto bus = node.parent();
  if (!bus || !node.has("reg")) {
    return base::error(node.problem(Fault::missing, "reg", "is missing",
                                    "it holds the address and the size of the registers"));
  }
  const auto cells = bus_cells(*bus);
  if (!cells) return base::error(cells.error());
  const auto reg = read_cells(node, "reg");
  if (!reg) return base::error(reg.error());
  const std::size_t entry = cells->address + cells->size;
  if (reg->empty() || reg->size() % entry != 0) {
    return base::error(
        node.problem(Fault::length, "reg", "has " + counted(reg->size(), "cell"),
                     "its entries have " + std::to_string(entry) + " each on " + bus->path()));
  }
  if (reg->size() / entry > most_regions) {
    return base::error(node.problem(Fault::too_large, "reg",
                                    "has " + counted(reg->size() / entry, "region"),
                                    "at most " + std::to_string(most_regions) + " are read"));
  }
  std::vector<Region> regions;
  for (std::size_t at = 0; at < reg->size(); at += entry) {
    Region region{PhysAddr(reg->part(at, cells->address).number()),
                  reg->part(at + cells->address, cells->size).number()};
    if (region.size_bytes == 0 || wraps(region.address.value, region.size_bytes)) {
      return base::error(node.problem(
          Fault::value, "reg", "entry " + std::to_string(at / entry) + " is " + spelled(region),
          "a region is not empty and ends before 2^64"));
    }
    FL_TRY(translate(node, *bus, *cells, region));
    regions.push_back(region);
  }
  return regions;
}

}  // namespace faultline::fdt
