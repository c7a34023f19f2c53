# SPDX-License-Identifier: Apache-2.0
#
# Makes one library a layer from layers.txt, which the layer check reads too, so that what is linked and what may be included are
# one list. Sources are found by name: x.cpp belongs to the library, x_test.cpp to its tests, x_fuzz.cpp and x_bench.cpp to
# the fuzzers and the benchmarks.

# Layers whose locks and atomics come from a port backend: built once for the simulator and once for host threads.
set(FAULTLINE_PORTABLE_LAYERS port pgtable power irq driver client)

function(faultline_read_layers)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/layers.txt)
  file(STRINGS ${PROJECT_SOURCE_DIR}/layers.txt lines REGEX "^[a-z_]+:")
  set(names)
  foreach(line IN LISTS lines)
    string(REGEX MATCH "^([a-z_]+):(.*)$" _ "${line}")
    set(name ${CMAKE_MATCH_1})
    string(REGEX REPLACE " +" ";" below "${CMAKE_MATCH_2}")
    list(REMOVE_ITEM below "")
    list(APPEND names ${name})
    set(FAULTLINE_BELOW_${name} ${below} PARENT_SCOPE)
  endforeach()
  set(FAULTLINE_LAYERS ${names} PARENT_SCOPE)
endfunction()

# The library of one layer for one backend ("" for layers that need none).
function(faultline_library name backend)
  set(target faultline_${name}${backend})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${name}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "_(test|fuzz|bench)\\.cpp$|/src/cli/main\\.cpp$")
  if(CMAKE_SYSTEM_NAME STREQUAL "Generic")
    list(FILTER sources EXCLUDE REGEX "_hosted\\.cpp$")
  endif()
  if(sources)
    add_library(${target} STATIC ${sources})
    set(scope PUBLIC)
    target_link_libraries(${target} PRIVATE faultline_warnings)
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(${target} ${scope} ${PROJECT_SOURCE_DIR}/src)
  foreach(below IN LISTS FAULTLINE_BELOW_${name})
    if(below IN_LIST FAULTLINE_PORTABLE_LAYERS)
      if(backend)
        target_link_libraries(${target} ${scope} faultline_${below}${backend})
      else()
        target_link_libraries(${target} ${scope} faultline_${below}_sim)
      endif()
    else()
      target_link_libraries(${target} ${scope} faultline_${below})
    endif()
  endforeach()
endfunction()

# GoogleTest's headers take a second for each source: the first test program compiles them for all, whose options are the same.
function(faultline_precompile_gtest target)
  get_property(first GLOBAL PROPERTY FAULTLINE_PRECOMPILED_GTEST)
  if(first)
    target_precompile_headers(${target} REUSE_FROM ${first})
  else()
    target_precompile_headers(${target} PRIVATE <gmock/gmock.h> <gtest/gtest.h>)
    set_property(GLOBAL PROPERTY FAULTLINE_PRECOMPILED_GTEST ${target})
  endif()
endfunction()

# Google Test executables of one folder of tests; `libraries` is what they link.
function(faultline_tests name libraries)
  if(NOT FAULTLINE_TESTS OR NOT ARGN)
    return()
  endif()
  if(FAULTLINE_ONLY_TESTS AND NOT name IN_LIST FAULTLINE_ONLY_TESTS)
    return()
  endif()
  add_executable(faultline_${name}_tests ${ARGN})
  target_link_libraries(faultline_${name}_tests PRIVATE ${libraries} faultline_warnings faultline_gtest_quirks
    GTest::gmock GTest::gtest_main)
  target_compile_definitions(faultline_${name}_tests PRIVATE FAULTLINE_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
    FAULTLINE_BINARY_DIR="${PROJECT_BINARY_DIR}")
  target_compile_options(faultline_${name}_tests PRIVATE ${FAULTLINE_TEST_OPTIONS})
  faultline_precompile_gtest(faultline_${name}_tests)
  gtest_discover_tests(faultline_${name}_tests DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 600)
endfunction()
