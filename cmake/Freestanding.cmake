# SPDX-License-Identifier: Apache-2.0
#
# The portable layers for a machine without an operating system. Building is the test: everything is linked whole, with the four
# memory functions that machine/aarch64 brings and no library at all, and then the symbols are looked at
# (tools/check_freestanding.py).
find_package(Python3 REQUIRED COMPONENTS Interpreter)
set(FAULTLINE_BARE_LAYERS base trace reg spec port pgtable power irq driver client model)

foreach(layer IN LISTS FAULTLINE_BARE_LAYERS)
  if(layer IN_LIST FAULTLINE_PORTABLE_LAYERS)
    faultline_library(${layer} _aarch64)
  else()
    faultline_library(${layer} "")
  endif()
endforeach()
target_include_directories(faultline_port_aarch64 INTERFACE ${PROJECT_SOURCE_DIR}/machine/aarch64/backend)

set(machine ${PROJECT_SOURCE_DIR}/machine/aarch64)
file(GLOB sources CONFIGURE_DEPENDS ${machine}/*.cpp ${machine}/switch.S)
list(FILTER sources EXCLUDE REGEX "_selftest\\.cpp$")
add_library(faultline_machine_aarch64 STATIC ${sources})
target_link_libraries(faultline_machine_aarch64 PUBLIC faultline_port_aarch64 PRIVATE faultline_warnings)
target_include_directories(faultline_machine_aarch64 PUBLIC ${PROJECT_SOURCE_DIR})
# memcpy must not be compiled into a call of memcpy.
set_source_files_properties(${machine}/support.cpp PROPERTIES COMPILE_OPTIONS
  "-fno-builtin;-fno-tree-loop-distribute-patterns")

# An image with the start-up code of machine/aarch64; `name` calls faultline_main from one of its sources.
function(faultline_image name)
  add_executable(${name} ${machine}/start.S ${ARGN})
  target_link_libraries(${name} PRIVATE faultline_machine_aarch64 faultline_warnings)
  target_link_options(${name} PRIVATE -T ${machine}/image.ld -Wl,--gc-sections,--no-undefined,--no-warn-rwx-segments,--build-id=none
    -Wl,-Map=${name}.map)
  set_target_properties(${name} PROPERTIES SUFFIX .elf LINK_DEPENDS ${machine}/image.ld)
endfunction()

# Every object of every layer in one image.
faultline_image(faultline_whole ${PROJECT_SOURCE_DIR}/tests/bare_metal/whole.cpp)
target_link_options(faultline_whole PRIVATE -Wl,--no-gc-sections)
set(archives)
foreach(layer IN LISTS FAULTLINE_BARE_LAYERS)
  foreach(target faultline_${layer} faultline_${layer}_aarch64)
    if(TARGET ${target})
      get_target_property(type ${target} TYPE)
      if(type STREQUAL "STATIC_LIBRARY")
        list(APPEND archives ${target})
        target_link_libraries(faultline_whole PRIVATE -Wl,--whole-archive ${target} -Wl,--no-whole-archive)
      endif()
    endif()
  endforeach()
endforeach()
target_link_libraries(faultline_whole PRIVATE faultline_model faultline_client_aarch64)
# Once more behind all of them: what they need of the machine.
target_link_libraries(faultline_whole PRIVATE $<TARGET_FILE:faultline_machine_aarch64>)

set(files)
foreach(target IN LISTS archives)
  list(APPEND files $<TARGET_FILE:${target}>)
endforeach()
add_custom_target(faultline_freestanding_symbols ALL
  COMMAND Python3::Interpreter ${PROJECT_SOURCE_DIR}/tools/check_freestanding.py --prefix aarch64-linux-gnu-
    --image $<TARGET_FILE:faultline_whole> ${files} $<TARGET_FILE:faultline_machine_aarch64>
  DEPENDS faultline_whole ${archives} VERBATIM COMMENT "Looking for symbols that need an operating system")

# The machine's own self-test, and the example for those who embed the driver.
faultline_image(faultline_selftest ${machine}/executor_selftest.cpp)
find_program(FAULTLINE_QEMU qemu-system-aarch64)
if(FAULTLINE_QEMU)
  add_custom_target(faultline_selftest_run ALL DEPENDS faultline_selftest VERBATIM
    COMMENT "Running the self-test of machine/aarch64"
    # Time goes by instructions, so that a busy host takes no time away from the image.
    COMMAND timeout 60 ${FAULTLINE_QEMU} -M virt -cpu cortex-a57 -icount shift=1 -nographic -monitor none -serial none
      -semihosting-config enable=on,target=native -kernel $<TARGET_FILE:faultline_selftest>)
else()
  message(STATUS "no qemu-system-aarch64: the self-test of machine/aarch64 is linked but not run")
endif()
file(GLOB example CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/examples/embed/*.cpp)
if(example)
  faultline_image(faultline_embed ${example})
  target_link_libraries(faultline_embed PRIVATE faultline_driver_aarch64)
endif()
