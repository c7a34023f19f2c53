// SPDX-License-Identifier: Apache-2.0
//
// Entries of an IO page table: words that a walker reads behind the CPU's back and that several
// threads may write in disjoint ranges. The backend defines, for std::uint32_t and std::uint64_t:
//   load_entry(const T&) acquire; store_entry(T&, T) a single copy-atomic store; publish_entry(T&,
//   T) a store-release, for a pointer to a table that was filled before; replace_entry(T&, T
//   expected, T desired) -> bool, compare and swap with full ordering.
#pragma once
#include <port_backend/entry.hpp>
