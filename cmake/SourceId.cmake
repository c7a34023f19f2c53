# SPDX-License-Identifier: Apache-2.0
#
# An identifier of the program's sources, made when they have changed: what a saved schedule names its build by. It is the same wherever
# they are compiled, and by whom. As a script (-P) it writes the source file; included, it says when that is done.
if(CMAKE_SCRIPT_MODE_FILE)
  file(READ ${LIST} sources)
  set(all)
  foreach(source IN LISTS sources)
    file(SHA1 ${ROOT}/${source} hash)
    string(APPEND all "${source} ${hash}\n")
  endforeach()
  string(SHA1 id "${all}")
  file(WRITE ${OUT} "#include \"explore/build_id.hpp\"\n\nnamespace faultline::explore {\nconst char* build_id() {\n  return \"${id}\";\n}\n}\n")
  return()
endif()

file(GLOB_RECURSE identified CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/src/*.cpp ${PROJECT_SOURCE_DIR}/src/*.hpp)
list(FILTER identified EXCLUDE REGEX "_(test|fuzz|bench)\\.cpp$")
list(SORT identified)
set(id_list ${PROJECT_BINARY_DIR}/source_id.txt)
set(id_source ${PROJECT_BINARY_DIR}/source_id.cpp)
file(CONFIGURE OUTPUT ${id_list} CONTENT "${identified}")
list(TRANSFORM identified PREPEND ${PROJECT_SOURCE_DIR}/ OUTPUT_VARIABLE identified_paths)
add_custom_command(OUTPUT ${id_source} VERBATIM
  COMMAND ${CMAKE_COMMAND} -DLIST=${id_list} -DROOT=${PROJECT_SOURCE_DIR} -DOUT=${id_source} -P ${CMAKE_CURRENT_LIST_FILE}
  DEPENDS ${identified_paths} ${id_list} ${CMAKE_CURRENT_LIST_FILE})
target_sources(faultline_explore PRIVATE ${id_source})
