# SPDX-License-Identifier: Apache-2.0
#
# One fuzz target for each src/<layer>/x_fuzz.cpp: faultline_x_fuzz, whose seeds are in tests/corpus/<layer>/. The list that ./test
# goes through is fuzzers.txt in the build tree: program, seeds.
if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  message(FATAL_ERROR "FAULTLINE_FUZZERS needs clang (libFuzzer), and this is ${CMAKE_CXX_COMPILER_ID}")
endif()

add_custom_target(faultline_fuzzers)
set(list "")
foreach(layer IN LISTS FAULTLINE_LAYERS)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${layer}/*_fuzz.cpp)
  foreach(source IN LISTS sources)
    get_filename_component(name ${source} NAME_WE)
    set(target faultline_${name})
    add_executable(${target} ${source})
    if(layer IN_LIST FAULTLINE_PORTABLE_LAYERS)
      target_link_libraries(${target} PRIVATE faultline_${layer}_host faultline_machine_host)
    else()
      target_link_libraries(${target} PRIVATE faultline_${layer})
    endif()
    target_link_libraries(${target} PRIVATE faultline_warnings)
    target_compile_options(${target} PRIVATE -fsanitize=fuzzer,address,undefined)
    target_link_options(${target} PRIVATE -fsanitize=fuzzer,address,undefined)
    target_compile_definitions(${target} PRIVATE FAULTLINE_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
      FAULTLINE_BINARY_DIR="${PROJECT_BINARY_DIR}")
    add_dependencies(faultline_fuzzers ${target})
    string(APPEND list "${PROJECT_BINARY_DIR}/${target} ${PROJECT_SOURCE_DIR}/tests/corpus/${layer}\n")
  endforeach()
endforeach()
file(WRITE ${PROJECT_BINARY_DIR}/fuzzers.txt "${list}")
