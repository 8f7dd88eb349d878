# SPDX-License-Identifier: Apache-2.0
#
# ctest's PASS_REGULAR_EXPRESSION ignores the exit code; this asks for both. As a script:
#   cmake -DCODE=<exit code> -DPATTERN=<regex> -P expect.cmake -- <command> <words...>

# expect(<exit code> <regex> COMMAND <words...>): the output, with errors, must match.
function(expect code pattern)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "" "COMMAND")
  execute_process(COMMAND ${arg_COMMAND} RESULT_VARIABLE found
    OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT found EQUAL code OR NOT output MATCHES "${pattern}")
    message(FATAL_ERROR "expected exit code ${code} and ${pattern}, got ${found} and\n${output}")
  endif()
endfunction()

if(DEFINED CODE)
  set(words "")
  math(EXPR last "${CMAKE_ARGC} - 1")
  foreach(i RANGE ${last})
    if(is_command)
      list(APPEND words "${CMAKE_ARGV${i}}")
    elseif(CMAKE_ARGV${i} STREQUAL "--")
      set(is_command TRUE)
    endif()
  endforeach()
  expect(${CODE} "${PATTERN}" COMMAND ${words})
endif()
