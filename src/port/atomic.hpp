// SPDX-License-Identifier: Apache-2.0
//
// Atomics. The backend defines Atomic<T> for integers, enums and pointers of at most 64 bits:
//   load() acquire, store(v) release, exchange(v), compare_exchange(T& expected, T desired) strong,
//   fetch_add(v), fetch_sub(v), fetch_or(v), fetch_and(v): read-modify-writes are acquire and
//   release.
// Orderings between different atomics, or against plain stores, need full_barrier()
// (port/barrier.hpp). Any context; never blocks.
#pragma once
#include <port_backend/atomic.hpp>
