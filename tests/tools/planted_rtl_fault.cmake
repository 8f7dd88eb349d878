# SPDX-License-Identifier: Apache-2.0
#
# A post lane that truncates is found in lockstep, named, and replayed; the sound RTL shows that the
# reproducer is the RTL's fault.

include("${CMAKE_CURRENT_LIST_DIR}/expect.cmake")

# The JSON value at the keys is what it should be.
function(expect_json wanted)
  string(JSON found GET "${difference}" ${ARGN})
  if(NOT found STREQUAL wanted)
    message(FATAL_ERROR "${ARGN} is '${found}' instead of '${wanted}' in\n${difference}")
  endif()
endfunction()

file(REMOVE "${REPRODUCER}" "${REPRODUCER}.json")
expect(1 "lockstep difference:.*post.*conv1.*isomer replay" COMMAND "${ISOMER_WITH_FAULT}" verify
  "${NETWORK}" --device rtl --machine tiny --images 8 --jobs 2 --memory stress
  --reproducer "${REPRODUCER}" --json "${REPRODUCER}.json")
file(READ "${REPRODUCER}.json" json)
string(JSON difference GET "${json}" "lockstep difference")
expect_json(0 image)
expect_json(value kind)
expect_json(conv1 layer)
expect_json(conv1 tensor)
expect_json("rows 0:2 columns 0:16 channels 0:4" tile)
expect_json(1 lane)
expect_json(1 "tensor channel")
string(JSON row GET "${difference}" "tensor row")
string(JSON column GET "${difference}" "tensor column")
string(JSON tile_row GET "${difference}" "tile row")
if(NOT row EQUAL tile_row OR row GREATER 1 OR column GREATER 15)
  message(FATAL_ERROR "row ${row}, column ${column} is outside the tile\n${difference}")
endif()
string(JSON expected GET "${difference}" expected)
string(JSON found GET "${difference}" found)
math(EXPR truncated "${expected} - 1")
if(NOT found EQUAL truncated)
  message(FATAL_ERROR "a lane that truncates gives one less, not\n${difference}")
endif()
expect(1 "the same difference" COMMAND "${ISOMER_WITH_FAULT}" replay "${REPRODUCER}")
expect(0 "no difference" COMMAND "${ISOMER}" replay "${REPRODUCER}")
