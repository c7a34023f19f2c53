// SPDX-License-Identifier: Apache-2.0
//
// Entries of page tables on AArch64: aligned words, whose loads and stores are single-copy atomic
// (DDI 0487, B2.2.1).
#pragma once
#include <concepts>
#include <cstdint>

namespace faultline::port {
inline namespace aarch64_backend {

template <typename T>
concept EntryWord = std::same_as<T, std::uint32_t> || std::same_as<T, std::uint64_t>;

template <EntryWord T>
[[nodiscard]] T load_entry(const T& entry) {
  return __atomic_load_n(&entry, __ATOMIC_ACQUIRE);
}
template <EntryWord T>
void store_entry(T& entry, T value) {
  __atomic_store_n(&entry, value, __ATOMIC_RELAXED);
}
template <EntryWord T>
void publish_entry(T& entry, T value) {
  __atomic_store_n(&entry, value, __ATOMIC_RELEASE);
}
// An exclusive pair orders acquire and release only; the barrier behind it makes the order full.
template <EntryWord T>
[[nodiscard]] bool replace_entry(T& entry, T expected, T desired) {
  const bool replaced = __atomic_compare_exchange_n(&entry, &expected, desired, false,
                                                    __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
  return replaced;
}

}  // namespace aarch64_backend
}  // namespace faultline::port
