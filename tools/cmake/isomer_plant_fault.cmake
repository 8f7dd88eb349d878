# SPDX-License-Identifier: Apache-2.0
#
# isomer_plant_fault(<variable> FILE <rtl file> NAME <fault> FROM <text> TO <text>)
# Copies an RTL file with one text replaced into the build folder and sets <variable> to the copy:
# the fault that a checker must find. Stops if the text is not there exactly once.
function(isomer_plant_fault variable)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "FILE;NAME;FROM;TO" "")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${arg_FILE}")
  file(READ "${arg_FILE}" text)
  string(REPLACE "${arg_FROM}" "" without "${text}")
  string(LENGTH "${text}" length)
  string(LENGTH "${without}" length_without)
  string(LENGTH "${arg_FROM}" length_from)
  math(EXPR count "(${length} - ${length_without}) / ${length_from}")
  if(NOT count EQUAL 1)
    message(FATAL_ERROR
      "fault ${arg_NAME}: '${arg_FROM}' occurs ${count} times in ${arg_FILE}; name a text that occurs once")
  endif()
  string(REPLACE "${arg_FROM}" "${arg_TO}" text "${text}")
  get_filename_component(name "${arg_FILE}" NAME)
  set(copy "${CMAKE_CURRENT_BINARY_DIR}/${arg_NAME}/${name}")
  file(CONFIGURE OUTPUT "${copy}" CONTENT "${text}" @ONLY)
  set(${variable} "${copy}" PARENT_SCOPE)
endfunction()
