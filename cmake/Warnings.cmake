# SPDX-License-Identifier: Apache-2.0
# What every target is compiled with; a warning is an error under both compilers.
add_library(faultline_warnings INTERFACE)
target_compile_options(faultline_warnings INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow
  -Wnon-virtual-dtor -Wold-style-cast -Wimplicit-fallthrough -Werror
  $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety>)
# At -O2 and -Os g++ 12 takes the error of a std::expected that holds a value for one that may be returned uninitialised. Clang and the
# sanitizers look for the real thing.
target_compile_options(faultline_warnings INTERFACE
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<NOT:$<CONFIG:Debug>>>:-Wno-maybe-uninitialized>)
