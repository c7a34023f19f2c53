# SPDX-License-Identifier: Apache-2.0
#
# Examples that run under an operating system. examples/policy: a policy of one's own, explored;
# `cmake --build BUILD --target run_own_policy` compiles and runs it. examples/embed is for bare machines (Freestanding.cmake).
set(own_policy_arguments ${PROJECT_BINARY_DIR}/boards/snapdragon.dtb ${PROJECT_SOURCE_DIR}/scenarios/correct/one_fault.toml)
add_executable(faultline_own_policy ${PROJECT_SOURCE_DIR}/examples/policy/own_policy.cpp)
target_link_libraries(faultline_own_policy PRIVATE faultline_explore faultline_warnings)
# Ends with 2 when a property is violated, which is what one wants to see and no failure of the build.
add_custom_target(run_own_policy COMMAND sh -c "\"$@\" || test $? -eq 2" run $<TARGET_FILE:faultline_own_policy> ${own_policy_arguments}
  VERBATIM USES_TERMINAL)
if(FAULTLINE_TESTS AND NOT FAULTLINE_ONLY_TESTS)
  add_test(NAME Example.own_policy COMMAND faultline_own_policy ${own_policy_arguments})
  set_tests_properties(Example.own_policy PROPERTIES TIMEOUT 600
    PASS_REGULAR_EXPRESSION "executions: stopped.P2 VIOLATED: line 711 was declined")
else()
  set_target_properties(faultline_own_policy PROPERTIES EXCLUDE_FROM_ALL TRUE)
endif()
