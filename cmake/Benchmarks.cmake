# SPDX-License-Identifier: Apache-2.0
#
# Two programs, since a program has one port backend: faultline_bench measures over the simulator, faultline_bench_host over host
# threads. Figures and commands: docs/performance.md.
find_package(benchmark REQUIRED)

# A program of the benchmarks in some folders. As a test each row that `smoke` names runs for a moment, so that none can rot; every
# row checks for itself that what it measured has worked.
function(faultline_bench name libraries smoke)
  set(sources)
  foreach(folder IN LISTS ARGN)
    file(GLOB_RECURSE found CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*_bench.cpp)
    list(APPEND sources ${found})
  endforeach()
  add_executable(${name} ${sources})
  target_link_libraries(${name} PRIVATE ${libraries} faultline_warnings benchmark::benchmark benchmark::benchmark_main)
  if(FAULTLINE_TESTS)
    add_test(NAME Bench.${name} COMMAND ${name} --benchmark_min_time=0.001 --benchmark_filter=${smoke})
    set_tests_properties(Bench.${name} PROPERTIES LABELS bench TIMEOUT 300)
  endif()
endfunction()

faultline_bench(faultline_bench "faultline_driver_sim;faultline_sim" "." src/model src/sim src/driver)
# Without the rows over 64 GiB of mappings.
faultline_bench(faultline_bench_host "faultline_driver_host;faultline_machine_host" "-/64$" src/pgtable machine/host)
