# SPDX-License-Identifier: Apache-2.0
#
# A regression finds a post lane that truncates, shrinks the program to a few instructions, and the
# reproducer fails on that RTL alone.

include("${CMAKE_CURRENT_LIST_DIR}/expect.cmake")

file(REMOVE_RECURSE "${FOLDER}")
expect(1 "rtl value post" COMMAND "${ISOMER_WITH_FAULT}" regress --machine tiny --kinds legal
  --programs 8 --stop-after 1 --output "${FOLDER}")
file(READ "${FOLDER}/results.json" json)
string(JSON file GET "${json}" failures 0 file)
string(JSON instructions GET "${json}" failures 0 instructions)
if(instructions GREATER 6)
  message(FATAL_ERROR "shrunk to ${instructions} instructions only\n${json}")
endif()
expect(1 "the same difference" COMMAND "${ISOMER_WITH_FAULT}" replay "${FOLDER}/${file}")
expect(0 "no difference" COMMAND "${ISOMER}" replay "${FOLDER}/${file}")
