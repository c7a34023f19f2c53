# SPDX-License-Identifier: Apache-2.0
#
# Compiles device trees with dtc. x/y.dts of the source tree becomes x/y.dtb of the build tree, before anything that links the target.
find_program(FAULTLINE_DTC dtc REQUIRED)

# Further arguments are options of dtc.
function(faultline_device_tree target file)
  file(RELATIVE_PATH relative ${PROJECT_SOURCE_DIR} ${file})
  string(REGEX REPLACE "\\.dts$" ".dtb" relative ${relative})
  set(blob ${PROJECT_BINARY_DIR}/${relative})
  get_filename_component(folder ${blob} DIRECTORY)
  file(MAKE_DIRECTORY ${folder})
  add_custom_command(OUTPUT ${blob} DEPENDS ${file} COMMENT "Compiling ${relative}" VERBATIM
    COMMAND ${FAULTLINE_DTC} -I dts -O dtb ${ARGN} -o ${blob} ${file})
  string(REGEX REPLACE "[/.]" "_" name ${relative})
  add_custom_target(faultline_${name} ALL DEPENDS ${blob})
  add_dependencies(${target} faultline_${name})
endfunction()

file(GLOB boards CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/boards/*.dts)
foreach(board IN LISTS boards)
  faultline_device_tree(faultline_fdt ${board})
endforeach()

# Trees for tests are broken on purpose: dtc is told to write them anyway (-f) and to keep quiet about it (-q -q).
if(FAULTLINE_TESTS OR FAULTLINE_FUZZERS)
  file(GLOB trees CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/fdt/testdata/*.dts)
  foreach(tree IN LISTS trees)
    faultline_device_tree(faultline_fdt ${tree} -f -q -q)
  endforeach()
endif()
