# SPDX-License-Identifier: Apache-2.0
#
# What decides only together: the whole of machine tiny, in lockstep with the model, beside the
# cycle device, and in every other test of the machine. Memories and counters stay as they are,
# since the back door reads them by name, and so do the checkers of AXI and retirement, which see
# the netlist as they see the source.
isomer_share(count 35)
isomer_rtl_sources(sources tiny)
set(sound "${core}/isomer_ram.sv" "${core}/isomer_lane_ram.sv" "${core}/isomer_counters.sv")
list(REMOVE_ITEM sources ${sound})
isomer_draw_mutants(folder machine TOP isomer_top COUNT ${count} SOURCES ${sources}
  LIBRARY ${sound}
  SKIP isomer_rnt isomer_clamp isomer_bias_align isomer_multiply isomer_max isomer_affine_sum
       isomer_residual_sum isomer_elementwise isomer_range isomer_decoder isomer_pot isomer_shift
       isomer_post_lane isomer_fifo isomer_word_check)
file(GLOB checks CONFIGURE_DEPENDS "${rtl}/check/*.sv")
isomer_verilate_mutants(mutants_machine TOP isomer_top PREFIX Visomer_tiny
  SOURCES "${rtl}/check/back_door.vlt" "${rtl}/generated/tiny/isomer_config_pkg.sv"
          "${rtl}/generated/isomer_isa_pkg.sv" ${sound} "${core}/isomer_fifo.sv"
          "${folder}/mutants.v" ${checks}
  FLAGS --output-split 20000)
target_compile_options(mutants_machine PRIVATE -O1)  # much generated code, run for seconds

# isomer_add_machine_judges(<name> <target>): the tests of machine tiny, run by the mutants in the
# target; their specifications in the variable machine_judges.
function(isomer_add_machine_judges name target)
  set(sim_tests "${PROJECT_SOURCE_DIR}/tests/sim")
  set(link ${target} isomer_rtl_faulty isomer_lockstep isomer_functional isomer_test_programs)
  isomer_add_judge(judge_${name}_lockstep
    SOURCES tiny_mutants.cc "${sim_tests}/lockstep/rtl.test.cc" LINK ${link})
  isomer_add_judge(judge_${name}_cycle
    SOURCES tiny_mutants.cc "${sim_tests}/cycle/rtl.test.cc" "${sim_tests}/cycle/stop.test.cc"
            "${sim_tests}/cycle/comparison.cc"
    LINK ${link} isomer_cycle)
  set(tests control fetch stop units vector post mac memory retirement time)
  list(TRANSFORM tests REPLACE "(.+)" "${sim_tests}/rtl/\\1.test.cc")
  isomer_add_judge(judge_${name}_units SOURCES tiny_mutants.cc ${tests} LINK ${link})
  set(machine_judges "judge_${name}_lockstep|~*on base" "judge_${name}_cycle|~*larger machines*"
    "judge_${name}_units|~\"*on base\"~\"*refused in words\"" PARENT_SCOPE)
endfunction()

isomer_add_machine_judges(machine mutants_machine)
isomer_add_block(machine KIND control FOLDER "${folder}" JUDGES ${machine_judges})
