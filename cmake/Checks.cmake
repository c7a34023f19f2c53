# SPDX-License-Identifier: Apache-2.0
#
# The rules of the house as tests: each check looks at the tree, and each is shown to be able to fail.
if(NOT FAULTLINE_CHECKS)
  return()
endif()
find_package(Python3 REQUIRED COMPONENTS Interpreter)

# faultline_check(name [arguments for both the check and its self-test])
function(faultline_check name)
  set(script ${PROJECT_SOURCE_DIR}/tools/check_${name}.py)
  add_test(NAME Check.${name} COMMAND Python3::Interpreter ${script} ${ARGN})
  add_test(NAME Check.${name}_can_fail COMMAND Python3::Interpreter ${script} --self-test ${ARGN})
  set_tests_properties(Check.${name} Check.${name}_can_fail PROPERTIES LABELS check TIMEOUT 900)
endfunction()

faultline_check(layers)
faultline_check(sizes)
faultline_check(words)
faultline_check(registers)
faultline_check(constructs)
faultline_check(format)
faultline_check(headers --compiler ${CMAKE_CXX_COMPILER})
faultline_check(compile_fail --compiler ${CMAKE_CXX_COMPILER})
faultline_check(tidy --build ${PROJECT_BINARY_DIR})
set_tests_properties(Check.headers Check.compile_fail Check.tidy PROPERTIES PROCESSORS 2)
add_test(NAME Check.freestanding_can_fail COMMAND Python3::Interpreter ${PROJECT_SOURCE_DIR}/tools/check_freestanding.py
  --self-test --prefix aarch64-linux-gnu-)
