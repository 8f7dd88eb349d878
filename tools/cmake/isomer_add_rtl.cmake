# SPDX-License-Identifier: Apache-2.0
#
# isomer_add_rtl(<target> TOP <module> PREFIX <C++ class> SOURCES <files...> [PARAMS <Name=value>...]
#                [FLAGS <verilator flags...>])
# Verilates one top into the static library <target>, which may already hold other tops.
# -fno-const-bit-op-tree: Verilator 5.006 gives wrong results without it (its issue 6016).
function(isomer_add_rtl target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TOP;PREFIX" "SOURCES;PARAMS;FLAGS")
  list(TRANSFORM arg_PARAMS PREPEND "-G")
  if(NOT TARGET ${target})
    add_library(${target} STATIC)
    target_link_libraries(${target} PUBLIC Threads::Threads)
  endif()
  verilate(${target} PREFIX ${arg_PREFIX} TOP_MODULE ${arg_TOP} SOURCES ${arg_SOURCES}
    DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}/${arg_PREFIX}"
    VERILATOR_ARGS -Wall --assert --x-assign unique --x-initial unique -O3
                   -fno-const-bit-op-tree ${arg_FLAGS} ${arg_PARAMS})
  # Generated code is not ours: no warnings as errors, and system includes for its users.
  get_target_property(dirs ${target} INTERFACE_INCLUDE_DIRECTORIES)
  set_target_properties(${target} PROPERTIES
    INTERFACE_SYSTEM_INCLUDE_DIRECTORIES "${dirs}"
    COMPILE_WARNING_AS_ERROR OFF
    CXX_CLANG_TIDY "")
endfunction()
