// SPDX-License-Identifier: Apache-2.0
//
// Page tables under real threads, for the thread sanitizer: maps and unmaps in disjoint ranges that
// share tables, lookups and dumps beside them, blocks that take the place of tables.
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <random>
#include <thread>
#include <vector>

#include "base/check.hpp"
#include "pgtable/formats.hpp"
#include "pgtable/table.hpp"

namespace faultline::machine::host {
namespace {

using pgtable::EntryView;
using pgtable::Kind;
using pgtable::Mapping;
using pgtable::Table;

constexpr std::uint64_t page_bytes = 4096;
constexpr std::uint64_t block_bytes = std::uint64_t{2} << 20;
constexpr unsigned thread_count = 4;

// Page memory for several threads. What is released is spoilt and goes round at once, so that a
// late reader goes astray.
class Pool final : public port::PageMemory {
 public:
  Pool() : Pool(static_cast<std::byte*>(std::aligned_alloc(1U << 16, capacity_bytes))) {}
  ~Pool() { std::free(memory_); }

  std::optional<PhysAddr> allocate(std::size_t size_bytes) override {
    std::this_thread::yield();  // lets others look for the same missing table meanwhile
    const std::lock_guard lock(mutex_);
    ++live;
    std::uint64_t address = next_;
    if (size_bytes == page_bytes && !free_.empty()) {
      address = free_.back();
      free_.pop_back();
    } else {
      address = (next_ + size_bytes - 1) & ~(size_bytes - 1);
      next_ = address + size_bytes;
      FL_CHECK(next_ <= base + capacity_bytes);
    }
    // Plain stores: a thread that still reads here races with them, and the sanitizer says so.
    fill(PhysAddr(address), size_bytes, 0);
    return PhysAddr(address);
  }
  void release(PhysAddr block, std::size_t size_bytes) override {
    const std::lock_guard lock(mutex_);
    --live;
    fill(block, size_bytes, ~std::uint64_t{0});
    if (size_bytes == page_bytes) free_.push_back(block.value);
  }
  void clean(PhysAddr /*block*/, std::size_t /*size_bytes*/) override { cleans.fetch_add(1); }

  unsigned live = 0;
  std::atomic<std::uint64_t> cleans = 0;

 private:
  static constexpr std::uint64_t base = 0x4000'0000;
  static constexpr std::size_t capacity_bytes = std::size_t{8} << 20;

  explicit Pool(std::byte* memory)
      : PageMemory(reinterpret_cast<std::uintptr_t>(memory) - base), memory_(memory) {}
  void fill(PhysAddr block, std::size_t size_bytes, std::uint64_t word) {
    auto* const words = static_cast<std::uint64_t*>(pointer(block));
    for (std::size_t i = 0; i < size_bytes / sizeof word; ++i) words[i] = word;
  }

  std::byte* memory_;
  std::mutex mutex_;
  std::uint64_t next_ = base;
  std::vector<std::uint64_t> free_;
};

class Sink final : public pgtable::FlushSink {
 public:
  void range(Iova /*start*/, std::uint64_t /*size*/, std::uint64_t /*stride*/) override {}
  bool walk(Iova /*start*/, std::uint64_t /*size*/, std::uint64_t /*stride*/) override {
    walks.fetch_add(1);
    return true;
  }
  bool all() override { return true; }
  std::atomic<unsigned> walks = 0;
};

class PageTables : public ::testing::TestWithParam<bool> {
 protected:
  PageTables() : table_(pool_, sink_) {
    EXPECT_TRUE(table_.open(pgtable::aarch64_4k_stage1, {.coherent_walker = GetParam()}));
  }
  ~PageTables() override {
    EXPECT_TRUE(table_.close());
    EXPECT_EQ(pool_.live, 0U) << "leaked";
  }
  // Runs `body(thread)` in each thread, all at once.
  template <typename Body>
  static void in_threads(Body body) {
    std::atomic<unsigned> waiting = thread_count;
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < thread_count; ++i) {
      threads.emplace_back([&, i] {
        waiting.fetch_sub(1);
        while (waiting.load() != 0) std::this_thread::yield();
        body(i);
      });
    }
  }
  void map(std::uint64_t iova, std::uint64_t address, std::uint64_t size, std::uint64_t count) {
    ASSERT_TRUE(table_.map(Iova(iova), PhysAddr(address), size, count, pgtable::read_write));
  }
  void unmap(std::uint64_t iova, std::uint64_t size, std::uint64_t count) {
    ASSERT_TRUE(table_.unmap(Iova(iova), size, count, sink_));
  }
  void expect_mapped(std::uint64_t iova, std::uint64_t address, std::uint64_t size) {
    ASSERT_EQ(table_.lookup(Iova(iova)), (Mapping{PhysAddr(address), size}));
  }

  Pool pool_;
  Sink sink_;
  Table table_;
};

// Each thread has every fourth page: all of them race to install each table, and nobody's table or
// page may get lost.
TEST_P(PageTables, ThreadsInstallTheSameTables) {
  for (std::uint64_t round = 0; round < 200; ++round) {
    const std::uint64_t base = round << 38;  // fresh tables at each level
    if (base >= std::uint64_t{1} << 47) break;
    in_threads([&](unsigned thread) {
      for (std::uint64_t i = 0; i < 4; ++i) {
        const std::uint64_t iova = base + i * block_bytes + thread * page_bytes;
        map(iova, iova % (1U << 30), page_bytes, 1);
      }
    });
    for (std::uint64_t i = 0; i < 4 * thread_count; ++i) {
      const std::uint64_t iova = base + i / 4 * block_bytes + i % 4 * page_bytes;
      expect_mapped(iova, iova % (1U << 30), page_bytes);
    }
  }
  // Nothing but the tables that lead to pages: the losers' spares went back.
  EXPECT_LT(pool_.live, 200U * 7);
}

// Random batches, each thread in ranges of its own that touch its neighbours'.
TEST_P(PageTables, ThreadsMapAndUnmapSideBySide) {
  in_threads([&](unsigned thread) {
    std::mt19937 random(thread);
    for (unsigned i = 0; i < 5000; ++i) {
      const std::uint64_t count = 1 + random() % 40;
      const std::uint64_t stretch = (random() % 32) * thread_count + thread;
      const std::uint64_t iova = (stretch * 40 + random() % (41 - count)) * page_bytes;
      map(iova, (i % 1000) * page_bytes, page_bytes, count);
      expect_mapped(iova + (count - 1) * page_bytes + 5, (i % 1000 + count - 1) * page_bytes + 5,
                    page_bytes);
      unmap(iova, page_bytes, count);
      ASSERT_FALSE(table_.lookup(Iova(iova)));
    }
  });
}

// Each thread turns its own regions from pages into blocks and back, below tables that all share.
TEST_P(PageTables, BlocksTakeThePlaceOfTablesSideBySide) {
  in_threads([&](unsigned thread) {
    for (std::uint64_t i = 0; i < 500; ++i) {
      const std::uint64_t iova = ((i % 16) * thread_count + thread) * block_bytes;
      map(iova + 7 * page_bytes, 0, page_bytes, 3);
      expect_mapped(iova + 9 * page_bytes, 2 * page_bytes, page_bytes);
      unmap(iova + 7 * page_bytes, page_bytes, 3);
      map(iova, block_bytes, block_bytes, 1);
      expect_mapped(iova + 7, block_bytes + 7, block_bytes);
      unmap(iova, block_bytes, 1);
    }
  });
  EXPECT_EQ(sink_.walks.load(), 500 * thread_count);
}

// Checks that what it is shown makes sense: a page lies where its address says, and tables are
// where tables can be.
class Auditor final : public pgtable::EntryVisitor {
 public:
  bool visit(const EntryView& entry) override {
    if (entry.kind == Kind::leaf) EXPECT_EQ(entry.output.value, entry.start.value);
    EXPECT_LT(entry.output.value, 0x8000'0000);
    ++seen;
    return true;
  }
  std::uint64_t seen = 0;
};

// Dumps and walks know nothing of who maps what; tables must not be pulled away under them.
TEST_P(PageTables, ReadersMayComeAtAnyTime) {
  std::atomic<bool> done = false;
  Auditor auditor;
  std::jthread reader([&] {
    for (std::uint64_t i = 0; !done.load(); ++i) {
      table_.visit(auditor);
      const pgtable::Path path = table_.walk(Iova(i % 64 * block_bytes));
      const EntryView& last = path.entries[path.size - 1];
      if (last.kind == Kind::leaf) EXPECT_EQ(last.output.value, last.start.value);
    }
  });
  in_threads([&](unsigned thread) {
    for (std::uint64_t i = 0; i < 300; ++i) {
      const std::uint64_t iova = ((i % 16) * thread_count + thread) * block_bytes;
      map(iova, iova, page_bytes, 512);
      unmap(iova, page_bytes, 512);
      map(iova, iova, block_bytes, 1);
      unmap(iova, block_bytes, 1);
    }
  });
  done = true;
  reader.join();
  EXPECT_GT(auditor.seen, 0U);
}

// Lookups of a range that another thread maps and unmaps see all of a page or nothing.
TEST_P(PageTables, LookupsMayComeAtAnyTimeAmongPages) {
  std::atomic<bool> done = false;
  std::jthread reader([&] {
    std::mt19937 random(1);
    while (!done.load()) {
      const std::uint64_t iova = random() % (4 * block_bytes);
      const auto found = table_.lookup(Iova(iova));
      if (found) EXPECT_EQ(*found, (Mapping{PhysAddr(iova), page_bytes}));
    }
  });
  in_threads([&](unsigned thread) {
    for (unsigned i = 0; i < 2000; ++i) {
      map(thread * block_bytes, thread * block_bytes, page_bytes, 256);
      unmap(thread * block_bytes, page_bytes, 256);
    }
  });
  done = true;
}

INSTANTIATE_TEST_SUITE_P(Host, PageTables, ::testing::Values(true, false), [](const auto& info) {
  return info.param ? "CoherentWalker" : "WalkerThatDoesNotSnoop";
});

}  // namespace
}  // namespace faultline::machine::host
