// SPDX-License-Identifier: Apache-2.0
//
// Where inlined operations of the backend tell the machine that they are about to happen. Nothing
// happens outside of one.
#pragma once
#include <cstddef>

namespace faultline::sim {

enum class Operation { atomic, table_entry, barrier };

// `object` is what it is about, null for none.
void visible(Operation operation, const void* object, bool write);
// A read or a write of an annotated plain field.
void shared_access(const void* address, std::size_t size_bytes, bool write);

}  // namespace faultline::sim
