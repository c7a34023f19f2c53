# SPDX-License-Identifier: Apache-2.0
#
# Two programs, since a program has one port backend: faultline_bench measures over the simulator, faultline_bench_host over host
# threads.
find_package(benchmark REQUIRED)

function(faultline_bench name libraries)
  set(sources)
  foreach(layer IN LISTS ARGN)
    file(GLOB_RECURSE found CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${layer}/*_bench.cpp)
    list(APPEND sources ${found})
  endforeach()
  if(sources)
    add_executable(${name} ${sources})
    target_link_libraries(${name} PRIVATE ${libraries} faultline_warnings benchmark::benchmark benchmark::benchmark_main)
    target_compile_definitions(${name} PRIVATE FAULTLINE_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
      FAULTLINE_BINARY_DIR="${PROJECT_BINARY_DIR}")
  endif()
endfunction()

faultline_bench(faultline_bench faultline_scenario sim scenario model driver)
faultline_bench(faultline_bench_host "faultline_pgtable_host;faultline_machine_host" pgtable)
