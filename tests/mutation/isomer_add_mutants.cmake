# SPDX-License-Identifier: Apache-2.0
#
# Blocks of the campaign on RTL. Each is one executable, the block's ordinary tests with all of its
# mutants inside; the environment says which one lives. Every block adds an object to blocks.json,
# which tests/mutation/run reads.

# isomer_draw_mutants(<out> <block> TOP <module> COUNT <n> SOURCES <files...>
#                     [LIBRARY <files...>] [SKIP <modules...>] [PARAMS <Name=value>...])
# The folder with mutants.v and mutants.json in the variable <out>.
function(isomer_draw_mutants out block)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "TOP;COUNT" "SOURCES;LIBRARY;SKIP;PARAMS")
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/${block}")
  set(parameters "")
  foreach(parameter IN LISTS arg_PARAMS)
    list(APPEND parameters --parameter ${parameter})
  endforeach()
  set(script "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/netlist.py")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${arg_SOURCES} "${script}")
  execute_process(COMMAND "${PYTHON3}" "${script}" --top ${arg_TOP} --count ${arg_COUNT}
    --seed ${ISOMER_MUTATION_SEED} --output "${folder}" --root "${PROJECT_SOURCE_DIR}" ${parameters}
    --library ${arg_LIBRARY} --skip ${arg_SKIP} --sources ${arg_SOURCES}
    COMMAND_ERROR_IS_FATAL ANY)
  set(${out} "${folder}" PARENT_SCOPE)
endfunction()

# isomer_verilate_mutants(<target> TOP <module> PREFIX <class> [CLASS <own class>]
#                         SOURCES <files...> [FLAGS <flags...>])
# Whoever includes <class>.h gets the mutants. Their own class is <class>Mutants.
# Warnings are for people's RTL: a netlist of yosys has its own widths and false loops. With its
# data flow graphs (-fdfg) Verilator 5.006 gives wrong results for netlists with such loops.
function(isomer_verilate_mutants target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TOP;PREFIX;CLASS" "SOURCES;FLAGS")
  set(PREFIX ${arg_PREFIX})
  set(MUTANTS ${arg_PREFIX}Mutants)
  if(arg_CLASS)
    set(MUTANTS ${arg_CLASS})
  endif()
  isomer_add_rtl(${target} TOP ${arg_TOP} PREFIX ${MUTANTS} SOURCES ${arg_SOURCES}
    FLAGS -Wno-fatal -Wno-lint -Wno-UNOPTFLAT -fno-dfg ${arg_FLAGS})
  configure_file("${CMAKE_CURRENT_FUNCTION_LIST_DIR}/mutant.h.in"
    "${CMAKE_CURRENT_BINARY_DIR}/${target}/${arg_PREFIX}.h" @ONLY)
  target_include_directories(${target} BEFORE INTERFACE
    "${CMAKE_CURRENT_BINARY_DIR}/${target}")
  set_target_properties(${target} PROPERTIES EXCLUDE_FROM_ALL ON)
endfunction()

# isomer_add_judge(<target> SOURCES <files...> LINK <targets...>): an ordinary test with mutants.
function(isomer_add_judge target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINK")
  add_executable(${target} EXCLUDE_FROM_ALL ${arg_SOURCES} $<TARGET_OBJECTS:isomer_catch_main>)
  target_link_libraries(${target} PRIVATE isomer_options Catch2::Catch2 ${arg_LINK})
  add_dependencies(mutation_judges ${target})
endfunction()

# isomer_add_block(<block> KIND <arithmetic|control> FOLDER <of mutants.json> JUDGES <target>,
#                  or "<target>|<test specification of Catch>"...)
function(isomer_add_block block)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "KIND;FOLDER" "JUDGES")
  set(judges "")
  foreach(judge IN LISTS arg_JUDGES)
    string(REPLACE "|" ";" words "${judge}")
    list(POP_FRONT words target)
    list(TRANSFORM words REPLACE "\"" "\\\\\"")
    list(TRANSFORM words REPLACE "(.+)" "\"\\1\"")
    list(JOIN words ", " words)
    list(APPEND judges "{\"command\": \"$<TARGET_FILE:${target}>\", \"tests\": [${words}]}")
  endforeach()
  list(JOIN judges ", " judges)
  string(CONCAT object "{\"block\": \"${block}\", \"kind\": \"${arg_KIND}\","
    " \"mutants\": \"${arg_FOLDER}/mutants.json\", \"judges\": [${judges}]}")
  set_property(GLOBAL APPEND PROPERTY ISOMER_BLOCKS "${object}")
endfunction()

# isomer_add_leaf(<block> KIND <kind> COUNT <n> TOP <module> PREFIX <class> SOURCES <RTL files...>
#                 [PARAMS <Name=value>...] TESTS <files...> LINK <targets...>)
# A module alone, on the vectors of its own tests.
function(isomer_add_leaf block)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "KIND;COUNT;TOP;PREFIX" "SOURCES;PARAMS;TESTS;LINK")
  isomer_draw_mutants(folder ${block} TOP ${arg_TOP} COUNT ${arg_COUNT}
    SOURCES ${arg_SOURCES} PARAMS ${arg_PARAMS})
  isomer_verilate_mutants(mutants_${block} TOP ${arg_TOP} PREFIX ${arg_PREFIX}
    SOURCES "${folder}/mutants.v")
  isomer_add_judge(judge_${block} SOURCES ${arg_TESTS} LINK ${arg_LINK} mutants_${block})
  isomer_add_block(${block} KIND ${arg_KIND} FOLDER "${folder}" JUDGES judge_${block})
endfunction()
