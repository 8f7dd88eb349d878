# SPDX-License-Identifier: Apache-2.0
#
# A post lane that truncates is found in lockstep, named, and replayed; the sound RTL shows that the
# reproducer is the RTL's fault.

# expect(<exit code> <regex> COMMAND <words...>)
function(expect code pattern)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "" "COMMAND")
  execute_process(COMMAND ${arg_COMMAND} RESULT_VARIABLE found
    OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT found EQUAL code OR NOT output MATCHES "${pattern}")
    message(FATAL_ERROR "expected exit code ${code} and ${pattern}, got ${found} and\n${output}")
  endif()
endfunction()

file(REMOVE "${REPRODUCER}")
expect(1 "post.*conv1.*lane 1" COMMAND "${ISOMER_WITH_FAULT}" verify "${NETWORK}"
  --device rtl --machine tiny --images 2 --reproducer "${REPRODUCER}")
expect(1 "the same difference" COMMAND "${ISOMER_WITH_FAULT}" replay "${REPRODUCER}")
expect(0 "no difference" COMMAND "${ISOMER}" replay "${REPRODUCER}")
