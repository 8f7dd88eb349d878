# SPDX-License-Identifier: Apache-2.0
#
# isomer vectors gen | example_dut | isomer vectors check -
#   -DISOMER= -DDUT= -DMACHINE= -DCOUNT= [-DFAULT=name -DPATTERN=regex]
# Without a fault every answer has to be right; with one, check has to say where (PATTERN).
set(dut "${DUT}")
if(FAULT)
  list(APPEND dut --fault ${FAULT})
endif()
execute_process(
  COMMAND "${ISOMER}" vectors gen --machine ${MACHINE} --count ${COUNT} --questions
  COMMAND ${dut}
  COMMAND "${ISOMER}" vectors check -
  RESULTS_VARIABLE codes OUTPUT_VARIABLE output ERROR_VARIABLE error)
message("${output}${error}")
if(NOT FAULT AND NOT codes STREQUAL "0;0;0")
  message(FATAL_ERROR "exit codes ${codes}, expected 0;0;0")
endif()
if(FAULT AND NOT (codes STREQUAL "0;0;1" AND error MATCHES "${PATTERN}"))
  message(FATAL_ERROR "exit codes ${codes}, expected 0;0;1 and '${PATTERN}'")
endif()
