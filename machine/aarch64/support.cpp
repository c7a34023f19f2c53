// SPDX-License-Identifier: Apache-2.0
//
// What a compiler and the checks expect of every program, and what an operating system would bring:
// the four memory functions that generated code calls, and the end of a broken program.
#include <cstddef>
#include <cstdint>

#include "base/check.hpp"

namespace faultline::base {

// Stops with BRK 0xf1; condition, file and line are in x0, x1 and x2 for a debugger or a vector.
void check_failed(const char* condition, const char* file, int line) {
  register const char* x0 asm("x0") = condition;
  register const char* x1 asm("x1") = file;
  register long x2 asm("x2") = line;
  for (;;) asm volatile("brk #0xf1" ::"r"(x0), "r"(x1), "r"(x2) : "memory");
}

}  // namespace faultline::base

extern "C" {

// A call of a pure virtual function: only from a constructor or destructor, so never.
[[noreturn]] void __cxa_pure_virtual() {
  faultline::base::check_failed("pure virtual function called", "", 0);
}

void* memset(void* to, int value, std::size_t size_bytes) {
  auto* bytes = static_cast<unsigned char*>(to);
  for (std::size_t i = 0; i < size_bytes; ++i) bytes[i] = static_cast<unsigned char>(value);
  return to;
}

void* memcpy(void* to, const void* from, std::size_t size_bytes) {
  auto* out = static_cast<unsigned char*>(to);
  const auto* in = static_cast<const unsigned char*>(from);
  for (std::size_t i = 0; i < size_bytes; ++i) out[i] = in[i];
  return to;
}

void* memmove(void* to, const void* from, std::size_t size_bytes) {
  auto* out = static_cast<unsigned char*>(to);
  const auto* in = static_cast<const unsigned char*>(from);
  if (reinterpret_cast<std::uintptr_t>(out) <= reinterpret_cast<std::uintptr_t>(in)) {
    return memcpy(to, from, size_bytes);
  }
  for (std::size_t i = size_bytes; i > 0; --i) out[i - 1] = in[i - 1];
  return to;
}

int memcmp(const void* left, const void* right, std::size_t size_bytes) {
  const auto* a = static_cast<const unsigned char*>(left);
  const auto* b = static_cast<const unsigned char*>(right);
  for (std::size_t i = 0; i < size_bytes; ++i) {
    if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
  }
  return 0;
}

std::size_t strlen(const char* text) {
  std::size_t length = 0;
  while (text[length] != '\0') ++length;
  return length;
}

}  // extern "C"
