# SPDX-License-Identifier: Apache-2.0
#
# Modules alone, judged by their twins in isa/arithmetic, and their shares of the mutants in percent.
set(arith "${rtl}/arith")
set(arith_tests "${PROJECT_SOURCE_DIR}/tests/rtl/arith")
set(core_tests "${PROJECT_SOURCE_DIR}/tests/rtl/core")

# isomer_share(<out> <percent of ISOMER_MUTANTS>): at least 4
function(isomer_share out percent)
  math(EXPR share "(${ISOMER_MUTANTS} * ${percent} + 99) / 100")
  if(share LESS 4)
    set(share 4)
  endif()
  set(${out} ${share} PARENT_SCOPE)
endfunction()

# isomer_add_arithmetic(<leaf> <percent> <C++ class> TESTS <name> [LEAVES <others...>] [PARAMS ...])
function(isomer_add_arithmetic leaf percent prefix)
  cmake_parse_arguments(PARSE_ARGV 3 arg "" "TESTS" "LEAVES;PARAMS")
  isomer_share(count ${percent})
  set(sources ${leaf} ${arg_LEAVES})
  list(TRANSFORM sources REPLACE "(.+)" "${arith}/isomer_\\1.sv")
  isomer_add_leaf(${leaf} KIND arithmetic COUNT ${count} TOP isomer_${leaf} PREFIX ${prefix}
    SOURCES ${sources} PARAMS ${arg_PARAMS} TESTS "${arith_tests}/${arg_TESTS}.test.cc"
    LINK isomer_rtl_arith isomer_arithmetic)
endfunction()

isomer_add_arithmetic(rnt 14 VRnt TESTS rnt LEAVES clamp)
isomer_add_arithmetic(clamp 3 VClampSmall TESTS rnt PARAMS InW=8 OutW=5)
isomer_add_arithmetic(bias_align 3 VBiasAlign TESTS leaves)
isomer_add_arithmetic(multiply 2 VMultiply TESTS leaves)
isomer_add_arithmetic(max 2 VMax TESTS leaves)
isomer_add_arithmetic(affine_sum 2 VAffineSum TESTS post_sums)
isomer_add_arithmetic(residual_sum 3 VResidualSum TESTS post_sums PARAMS AW=24 BW=17)
isomer_add_arithmetic(elementwise 4 VElementwise TESTS elementwise LEAVES residual_sum)
isomer_add_arithmetic(range 2 VRange TESTS elementwise)
isomer_add_arithmetic(decoder 6 VDecoder TESTS decoder LEAVES pot shift)
isomer_add_arithmetic(shift 3 VShift TESTS decoder)

isomer_share(count 14)
isomer_add_leaf(post_lane KIND arithmetic COUNT ${count} TOP isomer_post_lane PREFIX VPostLane
  SOURCES "${rtl}/generated/tiny/isomer_config_pkg.sv" "${arith}/isomer_clamp.sv"
          "${arith}/isomer_rnt.sv" "${arith}/isomer_bias_align.sv" "${arith}/isomer_affine_sum.sv"
          "${arith}/isomer_residual_sum.sv" "${core}/isomer_post_lane.sv"
  TESTS "${core_tests}/post_lane.test.cc" LINK isomer_rtl_post_lane isomer_arithmetic)

isomer_share(count 2)
isomer_add_leaf(fifo COUNT ${count} ${fifo})

isomer_share(count 5)
isomer_add_leaf(word_check KIND control COUNT ${count} TOP isomer_word_check
  PREFIX Visomer_word_check
  SOURCES "${rtl}/generated/base/isomer_config_pkg.sv" "${rtl}/generated/isomer_isa_pkg.sv"
          "${rtl}/generated/isomer_word_check.sv"
  TESTS "${PROJECT_SOURCE_DIR}/tests/isa/instructions/word_check.test.cc"
  LINK isomer_instructions isomer_word_check_rtl)
