# SPDX-License-Identifier: Apache-2.0
#
# cmake -DSOURCE=<house> -DFOLDER=<scratch> -P plant_lint.cmake
# Lints a copy of the RTL in which one assignment loses a bit; the lint must name it.
file(REMOVE_RECURSE "${FOLDER}")
file(COPY "${SOURCE}/rtl" DESTINATION "${FOLDER}")
set(victim "${FOLDER}/rtl/arith/isomer_clamp.sv")
file(READ "${victim}" text)
string(REGEX REPLACE "\nendmodule"
  "\n  logic [3:0] planted;\n  assign planted = 5'd17;\nendmodule" text "${text}")
file(WRITE "${victim}" "${text}")
execute_process(COMMAND "${SOURCE}/tools/lint" "${FOLDER}"
  RESULT_VARIABLE code OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(code EQUAL 0 OR NOT output MATCHES "%Warning-WIDTH: rtl/arith/isomer_clamp.sv.*planted")
  message(FATAL_ERROR "the planted fault was not found (exit code ${code}):\n${output}")
endif()
