# SPDX-License-Identifier: Apache-2.0
#
# isomer_options: what every target of ours compiles with. An INTERFACE target, never global flags,
# so that generated code (Verilator's) is not drowned in warnings.
add_library(isomer_options INTERFACE)
target_include_directories(isomer_options INTERFACE "${PROJECT_SOURCE_DIR}")
target_compile_options(isomer_options INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Werror
  -ffp-contract=off)  # no fused multiply-add in anything that decides an integer

# isomer_add_library(<target> SOURCES <files...> LINK <targets...>): a static library of one folder.
function(isomer_add_library target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINK")
  if(arg_SOURCES)
    add_library(${target} STATIC ${arg_SOURCES})
    target_link_libraries(${target} PUBLIC isomer_options ${arg_LINK})
  else()
    add_library(${target} INTERFACE)
    target_link_libraries(${target} INTERFACE isomer_options ${arg_LINK})
  endif()
endfunction()
