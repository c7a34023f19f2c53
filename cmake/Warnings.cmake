# SPDX-License-Identifier: Apache-2.0
# What every target is compiled with; a warning is an error under both compilers.
add_library(faultline_warnings INTERFACE)
target_compile_options(faultline_warnings INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow
  -Wnon-virtual-dtor -Wold-style-cast -Wimplicit-fallthrough -Werror
  $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety>)
# Three warnings of g++ 12 that fire on correct code: std::expected<void, E>, whose error is not initialised while there is a value, a
# waiter on a fiber's stack that whoever wakes the fiber takes out of its list, and a literal before a std::string. Clang and the sanitizers look for the real things.
target_compile_options(faultline_warnings INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>
  $<$<CXX_COMPILER_ID:GNU>:-Wno-dangling-pointer> $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
# GoogleTest's own macros, which clang sees through and g++ does not. Linked behind faultline_warnings, so that it has the last word.
add_library(faultline_gtest_quirks INTERFACE)
target_compile_options(faultline_gtest_quirks INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-dangling-else>
  $<$<CXX_COMPILER_ID:GNU>:-Wno-shadow>)
