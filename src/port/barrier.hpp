// SPDX-License-Identifier: Apache-2.0
//
// Barriers between memory and memory, and between memory and devices. The backend defines, in
// namespace port:
//   full_barrier()    every access before it, to memory or device, is visible before every access
//   after it (dsb sy, mfence). table_barrier()   table entries stored before it are visible to a
//   table walker before any device write after it (dsb ishst).
// docs/bus-ordering.md says which one a sequence needs.
#pragma once
#include <port_backend/barrier.hpp>
