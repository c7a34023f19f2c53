# SPDX-License-Identifier: Apache-2.0
#
# The library by which the program talks to others under mpirun, beside the program, where Open MPI is there. The program loads it
# when mpirun has started it, and says what is missing where it is not. Only the library needs MPI.
set(MPI_CXX_SKIP_MPICXX TRUE)
find_package(MPI COMPONENTS C CXX QUIET)
if(MPI_CXX_FOUND)
  add_library(faultline_mpi MODULE ${PROJECT_SOURCE_DIR}/machine/mpi/open_mpi.cpp)
  target_include_directories(faultline_mpi PRIVATE ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(faultline_mpi PRIVATE MPI::MPI_CXX faultline_warnings)
  if(TARGET faultline)
    add_dependencies(faultline faultline_mpi)
  endif()
  message(STATUS "Open MPI: ${MPI_CXX_VERSION}; explore runs under mpirun")
else()
  message(STATUS "No MPI: explore runs on one machine")
endif()
