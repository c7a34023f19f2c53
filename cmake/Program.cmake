# SPDX-License-Identifier: Apache-2.0
#
# The program: src/cli/main.cpp over the layer beneath it. The layer's library leaves main.cpp out (Layers.cmake), so that tests may
# link the rest.
if(EXISTS ${PROJECT_SOURCE_DIR}/src/cli/main.cpp)
  add_executable(faultline ${PROJECT_SOURCE_DIR}/src/cli/main.cpp)
  target_link_libraries(faultline PRIVATE faultline_cli faultline_warnings)
  # Where the boards and the scenarios are.
  target_compile_definitions(faultline_cli PRIVATE FAULTLINE_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
    FAULTLINE_BINARY_DIR="${PROJECT_BINARY_DIR}")
endif()

# The tests of the command line drive the program itself.
function(faultline_program_before_its_tests)
  if(TARGET faultline AND TARGET faultline_cli_tests)
    add_dependencies(faultline_cli_tests faultline)
  endif()
endfunction()
cmake_language(DEFER CALL faultline_program_before_its_tests)

include(SourceId)
