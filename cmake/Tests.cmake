# SPDX-License-Identifier: Apache-2.0
# One test program a layer (beside its sources), one a folder under tests/, and the host threads' own. The portable layers' unit tests
# run over host threads, whose locks need no machine; tests of whole machines are the simulator's and lie above it.
foreach(layer IN LISTS FAULTLINE_LAYERS)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${layer}/*_test.cpp)
  if(layer IN_LIST FAULTLINE_PORTABLE_LAYERS)
    faultline_tests(${layer} "faultline_${layer}_host;faultline_machine_host" ${sources})
  else()
    faultline_tests(${layer} "faultline_${layer}" ${sources})
  endif()
endforeach()

file(GLOB folders LIST_DIRECTORIES true CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/*)
foreach(folder IN LISTS folders)
  if(IS_DIRECTORY ${folder})
    get_filename_component(name ${folder} NAME)
    file(GLOB sources CONFIGURE_DEPENDS ${folder}/*_test.cpp)
    set(libraries faultline_scenario faultline_report)
    if(EXISTS ${folder}/libraries.txt)  # a folder that needs less names what it links
      file(STRINGS ${folder}/libraries.txt libraries)
    endif()
    if(TARGET faultline_${name}_tests)  # a layer's own have that name
      string(APPEND name _in_machine)
    endif()
    faultline_tests(${name} "${libraries}" ${sources})
  endif()
endforeach()

file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/machine/host/*_test.cpp)
if(TARGET faultline_machine_host)
  faultline_tests(machine_host "faultline_client_host;faultline_machine_host;faultline_model" ${sources})
endif()
include(Checks OPTIONAL)
