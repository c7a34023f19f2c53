// SPDX-License-Identifier: Apache-2.0
//
// Where inlined operations of the backend tell the machine that they are about to happen. Nothing
// happens outside of one.
#pragma once
#include <cstddef>
#include <cstdint>

namespace faultline::sim {

enum class Operation { atomic, load_entry, store_entry, swap_entry, full_barrier, table_barrier };

// `object` is what it is about, null for none.
void visible(Operation operation, const void* object, bool write);
// An explorer may have stores into page tables arrive later. False: this one is at once, and
// whoever asks does it.
bool store_later(void* place, std::uint64_t value, unsigned size_bytes);
// What whoever runs has stored there, and has not arrived yet. False: nothing.
bool own_store(const void* place, std::uint64_t& value);
// A read or a write of an annotated plain field.
void shared_access(const void* address, std::size_t size_bytes, bool write);

}  // namespace faultline::sim
