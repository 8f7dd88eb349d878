# SPDX-License-Identifier: Apache-2.0
#
# isomer_add_test(<name> SOURCES <files...> LINK <targets...> [LABELS <labels...>] [TIMEOUT <s>])
# One Catch2 program; every TEST_CASE becomes a ctest named "<name>.<case>".
include(Catch)
add_library(isomer_catch_main OBJECT "${PROJECT_SOURCE_DIR}/tests/support/catch_main.cc")
target_link_libraries(isomer_catch_main PUBLIC Catch2::Catch2)

function(isomer_add_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "SOURCES;LINK;LABELS")
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 300)
  endif()
  add_executable(test_${name} ${arg_SOURCES} $<TARGET_OBJECTS:isomer_catch_main>)
  target_link_libraries(test_${name} PRIVATE isomer_options Catch2::Catch2 ${arg_LINK})
  set(properties TIMEOUT ${arg_TIMEOUT})
  if(arg_LABELS)
    list(APPEND properties LABELS "${arg_LABELS}")
  endif()
  catch_discover_tests(test_${name} TEST_PREFIX "${name}." PROPERTIES ${properties})
endfunction()
