# SPDX-License-Identifier: Apache-2.0
#
# A waveform has the cycles that were asked for: -DISOMER= -DFOLDER=
file(WRITE "${FOLDER}/trace_waveform.isoasm"
  ".program waveform\n.machine tiny\n.segment constants 4096\nload words=64\nhalt\n")
foreach(command IN ITEMS
    "asm;trace_waveform.isoasm;--output;trace_waveform.isoprog"
    "run;trace_waveform.isoprog;--device;rtl;--trace;window=5:40;trace_waveform.fst")
  execute_process(COMMAND "${ISOMER}" ${command} WORKING_DIRECTORY "${FOLDER}"
    RESULT_VARIABLE code)
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "isomer ${command}: exit code ${code}")
  endif()
endforeach()
# Behind a byte 0 and the header's length: the first and the last time, 10 a cycle, big-endian.
file(READ "${FOLDER}/trace_waveform.fst" times OFFSET 9 LIMIT 16 HEX)
if(NOT times STREQUAL "00000000000000320000000000000195")
  message(FATAL_ERROR "the waveform's first and last time are ${times}, not 50 and 405")
endif()
