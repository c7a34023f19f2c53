// SPDX-License-Identifier: Apache-2.0
//
// Memory that can be put back to what it was. While an arena is open, everything that this thread
// allocates with `new` comes from it, one after the other, and is not freed; a copy of all of it
// can be saved, and brought back. So a machine with all its containers is reset without a single
// destructor, and what is allocated lies at the same address in every execution.
#pragma once
#include <cstddef>
#include <span>
#include <vector>

namespace faultline::explore {

class Arena {
 public:
  // Checked: the operating system has that much address space; what is not used costs nothing.
  explicit Arena(std::size_t capacity_bytes);
  ~Arena();
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  // While one lives, this thread allocates from the arena. They do not nest.
  class Open {
   public:
    explicit Open(Arena& arena);
    ~Open();
    Open(const Open&) = delete;
    Open& operator=(const Open&) = delete;
  };

  // The other way round: while one lives, this thread allocates elsewhere.
  class Closed {
   public:
    Closed();
    ~Closed();
    Closed(const Closed&) = delete;
    Closed& operator=(const Closed&) = delete;

   private:
    Arena* was_open_;
  };

  // What lies elsewhere and belongs to the state, too: simulated memory; of a stack the upper end
  // that is in use, `unused_bytes` below which are nobody's.
  struct Region {
    void* place;
    std::size_t bytes;
    std::size_t unused_bytes = 0;
  };

  // A copy of the arena and of what lies elsewhere. Its memory is used again by the next save.
  class Saved {
   public:
    [[nodiscard]] std::size_t bytes() const;

   private:
    friend Arena;
    struct Copy {
      std::byte* place;
      std::size_t bytes;
      std::size_t unused_bytes;
      std::vector<std::byte> content;
    };
    std::size_t next_ = 0;
    std::size_t count_ = 0;  // of the copies, in use
    std::vector<Copy> copies_;
  };

  // Checked: nobody has the arena open.
  void save(Saved& into, std::span<const Region> elsewhere) const;
  // To what it was; what was allocated since is gone.
  void bring_back(const Saved& saved);

  [[nodiscard]] const void* base() const { return base_; }

  // For operator new, while an arena is open: null when none is.
  static void* allocate(std::size_t bytes, std::size_t alignment);
  // Does nothing, and lies beside operator new: who calls it has the program's own linked.
  static void take_part_in_new();
  // Whether `place` lies in any arena.
  static bool owns(const void* place);

 private:
  static void copy(Saved& into, std::byte* place, std::size_t bytes, std::size_t unused_bytes);

  std::byte* base_;
  std::size_t capacity_;
  std::size_t next_ = 0;
};

}  // namespace faultline::explore
