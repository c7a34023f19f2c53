// SPDX-License-Identifier: Apache-2.0
//
// Two opinions about tables: what pgtable builds, the model's walker reads back. Two million random
// maps in every 4K format and address width, and some with the other granules; each is tried at
// both ends, in between and beyond. The bank is programmed by the driver, from what pgtable says of
// its table. DDI 0487, VMSAv8-64; IHI 0062, translation context bank registers.
#include <array>
#include <bit>
#include <map>
#include <ostream>
#include <random>

#include "expectation.hpp"
#include "pgtable/formats.hpp"
#include "walker.hpp"

namespace faultline::tables_in_model {
namespace {

using pgtable::Region;

struct Case {
  const char* name;
  const pgtable::Format* format;
  bool stage2;
  Region region;
  unsigned granule_shift;
  unsigned input_bits;
  unsigned map_calls;
};

void PrintTo(const Case& tested, std::ostream* out) {
  *out << tested.name << ", " << tested.input_bits << " bits";
}

constexpr std::array<unsigned, 6> widths = {32, 36, 40, 42, 44, 48};

constexpr auto cases = [] {
  using enum Region;
  constexpr unsigned many = 112'000;
  constexpr unsigned some = 8'000;
  constexpr std::array formats = {
      Case{"K4Lower", &pgtable::aarch64_4k_stage1, false, lower, 12, 0, many},
      Case{"K4Upper", &pgtable::aarch64_4k_stage1, false, upper, 12, 0, many},
      Case{"K4Stage2", &pgtable::aarch64_4k_stage2, true, lower, 12, 0, many},
      Case{"K16Lower", &pgtable::aarch64_16k_stage1, false, lower, 14, 0, some},
      Case{"K16Upper", &pgtable::aarch64_16k_stage1, false, upper, 14, 0, some},
      Case{"K16Stage2", &pgtable::aarch64_16k_stage2, true, lower, 14, 0, some},
      Case{"K64Lower", &pgtable::aarch64_64k_stage1, false, lower, 16, 0, some},
      Case{"K64Upper", &pgtable::aarch64_64k_stage1, false, upper, 16, 0, some},
      Case{"K64Stage2", &pgtable::aarch64_64k_stage2, true, lower, 16, 0, some}};
  std::array<Case, formats.size() * widths.size()> made{};
  for (std::size_t i = 0; i < made.size(); ++i) {
    made[i] = formats[i / widths.size()];
    made[i].input_bits = widths[i % widths.size()];
  }
  return made;
}();

constexpr unsigned map_calls_of(unsigned granule_shift) {
  unsigned sum = 0;
  for (const Case& one : cases) sum += one.granule_shift == granule_shift ? one.map_calls : 0;
  return sum;
}
static_assert(map_calls_of(12) >= 2'000'000);

// The narrowest bus that brings these addresses; two regions need one bit more.
constexpr std::uint8_t upstream_bits(const Case& tested) {
  if (tested.region == Region::upper || tested.input_bits > 44) return 49;
  return static_cast<std::uint8_t>(tested.input_bits);
}

model::Configuration device_for(const Case& tested) {
  model::Configuration made;
  made.size.upstream_bits = upstream_bits(tested);
  if (tested.stage2) made.size.input_bits = static_cast<std::uint8_t>(tested.input_bits);
  made.behaviour.invalidation = model::Invalidation::at_sync;  // a sync that lacks shows
  return made;
}

class Game {
 public:
  explicit Game(const Case& tested)
      : tested_(tested),
        coherent_(tested.input_bits % 8 == 0),  // 32, 40, 48
        walker_(device_for(tested), pool_),
        table_(pool_, walker_),
        random_(tested.input_bits * 64 + tested.granule_shift) {
    if (!coherent_) pool_.keep_walker_view();
  }
  ~Game() { EXPECT_EQ(pool_.live_count(), 0U) << "leaked"; }
  Game(const Game&) = delete;
  Game& operator=(const Game&) = delete;

  // A table after the other, each with a few thousand maps.
  void play() {
    constexpr unsigned calls_per_table = 2000;
    while (map_calls < tested_.map_calls && !failed_) {
      open();
      for (unsigned i = 0; i < calls_per_table && !failed_; ++i) move();
      held_.clear();
      pool_.cleans.clear();
      ASSERT_TRUE(table_.close());
    }
  }
  // Protections that were mapped, of pages of `page_bytes`: one bit each.
  [[nodiscard]] const std::map<std::uint64_t, std::uint64_t>& protections() const {
    return protections_;
  }

  std::uint64_t map_calls = 0;
  std::uint64_t unmap_calls = 0;
  std::uint64_t transactions = 0;
  std::uint64_t faults = 0;
  [[nodiscard]] std::uint64_t tables_taken_out() const { return walker_.walks; }

 private:
  std::uint64_t pick(std::uint64_t below) { return random_() % below; }
  bool one_in(unsigned times) { return pick(times) == 0; }

  void open() {
    do output_bits_ = widths[pick(widths.size())];
    while (tested_.stage2 && output_bits_ < tested_.input_bits);
    FL_CHECK(table_.open(*tested_.format, {.input_bits = tested_.input_bits,
                                           .output_bits = output_bits_,
                                           .coherent_walker = coherent_,
                                           .region = tested_.region}));
    const pgtable::Layout& layout = table_.layout();
    sizes_.clear();
    for (std::uint64_t left = layout.page_sizes; left != 0; left &= left - 1) {
      sizes_.push_back(left & (0 - left));
    }
    // Where it plays: at both ends of what the table translates and somewhere else, in two of the
    // largest blocks each.
    const std::uint64_t window = 2 * sizes_.back();
    const std::uint64_t rooms = layout.input_bytes / window;
    windows_ = {layout.input_base, layout.input_base + (rooms - 1) * window,
                layout.input_base + pick(rooms) * window};
    walker_.point_at(table_, {.bank = Walker::bank,
                              .stage2 = tested_.stage2,
                              .asid = Asid(static_cast<std::uint16_t>(pick(65536))),
                              .vmid = Vmid(static_cast<std::uint16_t>(pick(256)))});
  }

  void move() {
    const Held wanted = choose();
    while (const auto other = held_.meeting(wanted.start, wanted.size_bytes)) unmap_all(*other);
    if (held_.size() >= mappings_at_most) unmap_all(pick(held_.size()));
    map(wanted);
    if (one_in(4)) unmap_some();
  }
  Held choose() {
    const std::size_t size = one_in(16) ? sizes_.size() - 1 : one_in(4) ? 1 : 0;
    const std::uint64_t page = sizes_[size];
    const std::uint64_t window = 2 * sizes_.back();
    const std::uint64_t most = size + 1 == sizes_.size() ? 2 : one_in(64) ? 600 : 4;
    const std::uint64_t bytes = page * (1 + pick(std::min(most, window / page)));
    // Small pages lie around a few places, so that they share tables with each other and with
    // blocks, and the tables are few.
    const std::uint64_t around = pick(3) * sizes_.back();
    const std::uint64_t spread = std::min(4 * std::max(sizes_[1], page), sizes_.back());
    std::uint64_t offset = around + pick(2 * spread / page) * page - spread;
    if (around < spread && offset > window) offset = 0;
    offset = std::min(offset, window - bytes);
    const std::uint64_t addresses = (std::uint64_t{1} << output_bits_) - bytes;
    return {.start = windows_[pick(windows_.size())] + offset,
            .size_bytes = bytes,
            .page_bytes = page,
            .address = one_in(8) ? addresses : pick(addresses / page + 1) * page,
            .protection = choose_protection()};
  }
  Protection choose_protection() {
    const auto protection = static_cast<Protection>(pick(1U << pgtable::protection_bits));
    return has(protection, Protection::read) ? protection : protection | Protection::write;
  }

  void map(const Held& wanted) {
    ++map_calls;
    protections_[wanted.page_bytes] |= std::uint64_t{1} << static_cast<unsigned>(wanted.protection);
    if (!table_.map(Iova(wanted.start), PhysAddr(wanted.address), wanted.page_bytes,
                    wanted.size_bytes / wanted.page_bytes, wanted.protection)) {
      fail("map refused", wanted.start);
    }
    held_.add(wanted);
    if (one_in(16)) {
      for (unsigned kind = 0; kind < 6; ++kind) try_at(wanted.start, kind);
    }
    try_at(wanted.start);
    try_at(wanted.start + wanted.size_bytes - 1);
    try_at(wanted.start + pick(wanted.size_bytes));
    try_at(wanted.start - 1);
    try_at(wanted.start + wanted.size_bytes);
  }
  void unmap_all(std::size_t index) { unmap(index, 0, held_[index].size_bytes); }
  // A piece of a mapping, from anywhere in it.
  void unmap_some() {
    const std::size_t index = pick(held_.size());
    const Held held = held_[index];
    const std::uint64_t pages = held.size_bytes / held.page_bytes;
    const std::uint64_t first = pick(pages);
    unmap(index, first * held.page_bytes, (1 + pick(pages - first)) * held.page_bytes);
  }
  void unmap(std::size_t index, std::uint64_t offset, std::uint64_t size_bytes) {
    ++unmap_calls;
    const Held held = held_[index];
    const std::uint64_t start = held.start + offset;
    if (!table_.unmap(Iova(start), held.page_bytes, size_bytes / held.page_bytes, walker_)) {
      fail("unmap refused", start);
    }
    held_.cut(index, offset, size_bytes);
    try_at(one_in(2) ? start : start + size_bytes - 1);
  }

  void try_at(std::uint64_t iova) { try_at(iova, static_cast<unsigned>(pick(6))); }
  // Kinds 0 to 5: read, write, fetch, each without and with privilege.
  void try_at(std::uint64_t iova, unsigned kind) {
    ++transactions;
    const model::Access access{
        .write = kind / 2 == 1, .instruction = kind / 2 == 2, .privileged = kind % 2 == 1};
    const Meeting wanted = expected(held_.find(iova), tested_.stage2, iova, access);
    const model::Outcome outcome = walker_.access(as_emitted(iova), access);
    std::uint64_t status = 0;
    if (outcome.verdict == model::Verdict::faulted) {
      ++faults;
      status = walker_.take_status();
    }
    const bool good = agree(outcome, wanted.outcome) && status == wanted.status;
    if (!good) describe(iova, access, {outcome, status}, wanted);
  }
  // A bus of 49 bits carries the sign in its topmost; what the master's registers hold may have
  // its copies above it or not.
  std::uint64_t as_emitted(std::uint64_t iova) {
    if (tested_.region == Region::lower || one_in(2)) return iova;
    return iova & ((std::uint64_t{1} << 49) - 1);
  }

  void fail(const char* what, std::uint64_t iova) {
    failed_ = true;
    ADD_FAILURE() << what << " at 0x" << std::hex << iova << std::dec << ", after " << map_calls
                  << " maps";
  }
  void describe(std::uint64_t iova, model::Access access, const Meeting& met,
                const Meeting& wanted) {
    const Held* held = held_.find(iova);
    fail("the model disagrees", iova);
    std::ostringstream text;
    text << (access.privileged ? "privileged " : "unprivileged ")
         << (access.write         ? "write"
             : access.instruction ? "fetch"
                                  : "read");
    if (held != nullptr) {
      text << " of a page of " << held->page_bytes << " bytes with protection "
           << static_cast<unsigned>(held->protection);
    }
    const auto show = [&](const char* who, const Meeting& meeting) {
      const model::Outcome& one = meeting.outcome;
      const model::Permissions& can = one.permissions;
      text << "\n"
           << who << ": verdict " << static_cast<unsigned>(one.verdict) << ", pa 0x" << std::hex
           << one.pa.value << std::dec << ", size " << one.size_bytes << ", rwx " << can.read
           << can.write << can.execute << ", memory " << unsigned{one.attributes.memory}
           << " shareability " << unsigned{one.attributes.shareability} << ", FSR "
           << meeting.status;
    };
    show("expected", wanted);
    show("the model", met);
    ADD_FAILURE() << text.str();
  }

  static constexpr std::size_t mappings_at_most = 16;

  const Case tested_;
  const bool coherent_;
  Pool pool_;
  Walker walker_;
  pgtable::Table table_;
  std::mt19937_64 random_;
  Mappings held_;
  std::vector<std::uint64_t> sizes_;  // ascending
  std::array<std::uint64_t, 3> windows_{};
  unsigned output_bits_ = 48;
  std::map<std::uint64_t, std::uint64_t> protections_;
  bool failed_ = false;
};

class TablesInModel : public ::testing::TestWithParam<Case> {};

TEST_P(TablesInModel, AreReadAsTheyWereMeant) {
  Game game(GetParam());
  game.play();
  EXPECT_GE(game.map_calls, GetParam().map_calls);
  EXPECT_GT(game.unmap_calls, game.map_calls / 2);
  EXPECT_GT(game.transactions, 5 * game.map_calls);
  EXPECT_GT(game.faults, game.transactions / 4);
  EXPECT_LT(game.faults, game.transactions / 4 * 3);
  EXPECT_GT(game.tables_taken_out(), game.map_calls / 100);
  // Each of the 48 that allow something, in each size of page.
  EXPECT_EQ(game.protections().size(), GetParam().granule_shift == 12 ? 3U : 2U);
  for (const auto& [page_bytes, set] : game.protections()) EXPECT_EQ(std::popcount(set), 48);
  RecordProperty("map_calls", std::to_string(game.map_calls));
  RecordProperty("unmap_calls", std::to_string(game.unmap_calls));
  RecordProperty("transactions", std::to_string(game.transactions));
}

INSTANTIATE_TEST_SUITE_P(Formats, TablesInModel, ::testing::ValuesIn(cases),
                         [](const auto& tested) {
                           return std::string(tested.param.name) +
                                  std::to_string(tested.param.input_bits);
                         });

}  // namespace
}  // namespace faultline::tables_in_model
