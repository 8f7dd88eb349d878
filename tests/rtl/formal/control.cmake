# SPDX-License-Identifier: Apache-2.0
#
# Proofs that control keeps its promises (rtl/formal/README.md has the list) and planted faults that
# the same assertions must refute. A fault is refuted by a run of the leaf from reset on, never by
# an induction that merely does not close.
set(machines "${PROJECT_SOURCE_DIR}/rtl/generated")

# isomer_find_leaf(<variable> <leaf>): the file of module isomer_<leaf>
function(isomer_find_leaf variable leaf)
  foreach(room core bus arith generated)
    set(file "${PROJECT_SOURCE_DIR}/rtl/${room}/isomer_${leaf}.sv")
    if(EXISTS "${file}")
      set(${variable} "${file}" PARENT_SCOPE)
      return()
    endif()
  endforeach()
  message(FATAL_ERROR "formal: no file of rtl/ has module isomer_${leaf}; name another leaf")
endfunction()

# isomer_add_control_sat(<name> GOAL <-verify|-falsify> METHOD <of yosys sat> LEAF <leaf>
#   MACHINE <machine> SOURCES <files...> [PARAMS <Name=value>...])
function(isomer_add_control_sat name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "GOAL;METHOD;LEAF;MACHINE" "SOURCES;PARAMS")
  set(NAME ${name})
  set(GOAL ${arg_GOAL})
  set(METHOD "${arg_METHOD}")
  set(TOP isomer_${arg_LEAF}_properties)
  set(sources "${machines}/${arg_MACHINE}/isomer_config_pkg.sv" "${machines}/isomer_isa_pkg.sv"
    ${arg_SOURCES} "${formal}/${TOP}.sv")
  list(JOIN sources " " SOURCES)
  set(PARAMS "")
  foreach(param IN LISTS arg_PARAMS)
    string(REPLACE "=" " " param "${param}")
    string(APPEND PARAMS "chparam -set ${param} ${TOP}\n")
  endforeach()
  configure_file(prove_control.ys.in "${CMAKE_CURRENT_BINARY_DIR}/${name}.ys" @ONLY)
  add_test(NAME formal.${name} COMMAND ${YOSYS} -q -s "${CMAKE_CURRENT_BINARY_DIR}/${name}.ys")
  set_tests_properties(formal.${name} PROPERTIES LABELS formal TIMEOUT 120)
endfunction()

# isomer_add_control_proof(<name> LEAF <leaf> [WITH <leaves it contains...>] [MACHINE <machine>]
#   [PARAMS <Name=value>...] [COMBINATIONAL | CYCLES <bound>])
# By induction, unless it is combinational or bounded. Defaults: tiny.
# isomer_add_control_fault(<the same> [IN <leaf that is changed>] FROM <text> TO <text>)
# CYCLES is then how long the run is that finds it: 8 unless told.
function(isomer_add_control name is_fault)
  cmake_parse_arguments(PARSE_ARGV 2 arg "COMBINATIONAL" "LEAF;MACHINE;CYCLES;IN;FROM;TO"
    "WITH;PARAMS")
  if(NOT arg_MACHINE)
    set(arg_MACHINE tiny)
  endif()
  if(NOT arg_IN)
    set(arg_IN ${arg_LEAF})
  endif()
  if(is_fault AND NOT arg_CYCLES)
    set(arg_CYCLES 8)
  endif()
  if(arg_COMBINATIONAL)
    set(method "")
  elseif(arg_CYCLES)
    set(method "-tempinduct-baseonly -maxsteps ${arg_CYCLES}")
  else()
    set(method "-tempinduct -maxsteps 4")
  endif()
  set(goal -verify)
  set(sources "")
  foreach(leaf IN LISTS arg_LEAF arg_WITH)
    isomer_find_leaf(file ${leaf})
    if(is_fault AND leaf STREQUAL arg_IN)
      isomer_plant_fault(file FILE "${file}" NAME ${name} FROM "${arg_FROM}" TO "${arg_TO}")
      set(goal -falsify)
    endif()
    list(APPEND sources "${file}")
  endforeach()
  isomer_add_control_sat(${name} GOAL ${goal} METHOD "${method}" LEAF ${arg_LEAF}
    MACHINE ${arg_MACHINE} SOURCES ${sources} PARAMS ${arg_PARAMS})
endfunction()

macro(isomer_add_control_proof name)
  isomer_add_control(${name} FALSE ${ARGN})
endmacro()

macro(isomer_add_control_fault name)
  isomer_add_control(fault.${name} TRUE ${ARGN})
endmacro()

# Instruction words
isomer_add_control_proof(word_check_of_tiny LEAF word_check COMBINATIONAL)
isomer_add_control_proof(word_check_of_base LEAF word_check COMBINATIONAL MACHINE base
  PARAMS Mappings=15)
isomer_add_control_proof(word_check_of_wide LEAF word_check COMBINATIONAL MACHINE wide
  PARAMS WidestCode=4)
isomer_add_control_proof(word_check_of_nano LEAF word_check COMBINATIONAL MACHINE nano
  PARAMS Mappings=3 HasDecoders=0 HasArguments=0 HasRoundings=0 HasAffine=0 HasAdd=0 HasAverage=0
  HasLookup=0)
isomer_add_control_fault(word_of_no_bits LEAF word_check COMBINATIONAL
  FROM "(word_i[236:232] < 5'd1)" TO "(word_i[236:232] < 5'd0)")
isomer_add_control_fault(word_without_reserved_bits LEAF word_check COMBINATIONAL
  FROM "reserved_o = isomer_isa_pkg::AddReserved" TO "reserved_o = '0")
isomer_add_control_fault(word_in_the_wrong_queue LEAF word_check COMBINATIONAL
  FROM "queue_o = isomer_isa_pkg::QueueStore" TO "queue_o = isomer_isa_pkg::QueuePost")

# Codes of weights
set(decoders decoder pot shift)
isomer_add_control_proof(weight_decoder_of_tiny LEAF weight_decoder WITH ${decoders} COMBINATIONAL)
isomer_add_control_proof(weight_decoder_of_nano LEAF weight_decoder WITH ${decoders} COMBINATIONAL
  MACHINE nano)
isomer_add_control_fault(code_of_the_neighbour LEAF weight_decoder WITH ${decoders} COMBINATIONAL
  FROM "row_i[4*Column +: 4]" TO "row_i[4*(Column^1) +: 4]")
isomer_add_control_fault(code_zero_extended LEAF weight_decoder WITH ${decoders} COMBINATIONAL
  MACHINE nano FROM "WeightBits'(signed'(code))" TO "WeightBits'(code[6:0])")

# Tokens
isomer_add_control_proof(tokens LEAF tokens)
isomer_add_control_fault(token_lost_when_one_comes_and_one_goes LEAF tokens
  FROM "gives != takes" TO "gives || takes")
isomer_add_control_fault(token_of_the_wrong_queue LEAF tokens
  FROM "from * 3 + ((to > from)" TO "from * 3 + 2 - ((to > from)")
isomer_add_control_fault(token_taken_that_is_not_there LEAF tokens
  FROM "count_q == 4'd0" TO "count_q == 4'd1")

# Buffers
isomer_add_control_proof(fifo LEAF fifo)
isomer_add_control_proof(line_fifo LEAF line_fifo WITH ram)
isomer_add_control_fault(fifo_overwrites_its_head LEAF fifo
  FROM "mem[write_q[AddrW-1:0]]" TO "mem[read_q[AddrW-1:0]]")
isomer_add_control_fault(fifo_full_too_late LEAF fifo
  FROM "write_q == (read_q ^ {1'b1, {AddrW{1'b0}}})" TO "1'b0")
isomer_add_control_fault(line_fifo_forgets_the_entry_that_went_past LEAF line_fifo WITH ram
  FROM "past || (past_q && !pop_i)" TO "past")
isomer_add_control_fault(line_fifo_reads_the_entry_being_written LEAF line_fifo WITH ram
  FROM "(write_q == read);" TO "(write_q == read_q);")

# Arbiters
isomer_add_control_proof(locks_of_tiny LEAF locks)
isomer_add_control_proof(locks_of_nano LEAF locks MACHINE nano)
isomer_add_control_fault(mac_reads_what_store_holds LEAF locks
  FROM "(post_read_q | store_read_q)" TO "post_read_q")
isomer_add_control_fault(locks_kept_after_the_work LEAF locks
  FROM "post_done_i || clear_i" TO "clear_i")
isomer_add_control_fault(store_starved LEAF locks
  FROM "store_ready_i && " TO "store_ready_i && !mac_ready_i && ")
isomer_add_control_fault(transfer_held_twice LEAF locks MACHINE nano
  FROM "(store_transfer_q || store_transfers)" TO "store_transfer_q")
isomer_add_control_proof(axi_arbitration LEAF axi_master WITH fifo)
isomer_add_control_fault(two_grants LEAF axi_master WITH fifo
  FROM "load_request_i && !fetch_request_i && room" TO "load_request_i && room")
isomer_add_control_fault(beat_of_the_other_reader LEAF axi_master WITH fifo
  FROM ".data_i (load_grant_o)" TO ".data_i (fetch_grant_o)")
isomer_add_control_fault(address_changes_while_it_waits LEAF axi_master WITH fifo
  FROM "!axi_arvalid_o || axi_arready_i" TO "1'b1")

# Addresses of load and store
isomer_add_control_proof(walk LEAF walk WITH rows)
isomer_add_control_fault(walk_from_the_row_before LEAF walk WITH rows
  FROM "row_last_o ? next_row" TO "1'b0 ? next_row")
isomer_add_control_fault(rows_of_the_first_plane_again LEAF walk WITH rows IN rows
  FROM "plane_ends ? next_plane" TO "plane_ends ? plane_addr_q")
isomer_add_control_proof(bursts_of_tiny LEAF bursts WITH rows burst_limit)
isomer_add_control_proof(bursts_of_nano LEAF bursts WITH rows burst_limit MACHINE nano)
isomer_add_control_fault(burst_across_4_kib LEAF bursts WITH rows burst_limit IN burst_limit
  FROM "- BeatsW'(addr_i[3:0])" TO "- BeatsW'(addr_i[2:0])")
isomer_add_control_fault(burst_beyond_its_row LEAF bursts WITH rows burst_limit
  FROM "row_last ? BeatsW'(beats_left_q) : limit" TO "limit")

# Addresses of mac and post
isomer_add_control_proof(mac_rows_of_tiny LEAF mac_rows)
isomer_add_control_proof(mac_rows_of_base LEAF mac_rows MACHINE base)
isomer_add_control_proof(mac_rows_of_wide LEAF mac_rows MACHINE wide)
isomer_add_control_proof(mac_rows_of_nano LEAF mac_rows MACHINE nano)
isomer_add_control_fault(row_of_a_pass_in_the_last_one_s_word LEAF mac_rows CYCLES 14
  FROM "last_o || (next_offset == '0)" TO "next_offset == '0")
isomer_add_control_fault(row_offset_kept_from_the_pass_before LEAF mac_rows CYCLES 14
  FROM "last_o ? '0 : next_offset" TO "next_offset")
isomer_add_control_proof(mac_passes_of_tiny LEAF mac_passes WITH product)
isomer_add_control_proof(mac_passes_of_base LEAF mac_passes WITH product MACHINE base)
isomer_add_control_fault(kernel_row_without_pitch LEAF mac_passes WITH product
  FROM "next_step = {WordW'(x_pitch), {ElementW{1'b0}}}" TO "next_step = AddrW'(Rows)")
isomer_add_control_fault(packed_moves_with_its_groups LEAF mac_passes WITH product
  FROM "is_packed ? '0 : plane_step" TO "plane_step")
isomer_add_control_fault(bias_of_the_first_group LEAF mac_passes WITH product
  FROM "bias_addr_q + isomer_config_pkg::ParameterAddrW'(1)" TO "bias_addr_q")
isomer_add_control_proof(mac_pixels_of_tiny LEAF mac_pixels WITH product)
isomer_add_control_proof(mac_pixels_of_base LEAF mac_pixels WITH product MACHINE base)
isomer_add_control_fault(pixel_below_the_tensor_exists LEAF mac_pixels WITH product
  FROM "(y_q[9:0] < in_h)" TO "(y_q[9:0] <= in_h)")
isomer_add_control_fault(pixel_rows_without_stride LEAF mac_pixels WITH product
  FROM "row_addr_q + oy_step_q" TO "row_addr_q + pitch_step")
isomer_add_control_fault(pixel_in_the_entry_of_another_pass LEAF mac_pixels WITH product
  FROM "entry_q + EntryW'(valid_q) : group_entry_q" TO "group_entry_q : entry_q")
isomer_add_control_fault(window_tap_without_pitch LEAF mac_pixels WITH product MACHINE base
  CYCLES 6 FROM "addr_q    <= addr_q + pitch_step" TO "addr_q    <= addr_q + ox_step")
isomer_add_control_proof(post_loop_of_tiny LEAF post_loop WITH post_address)
isomer_add_control_proof(post_loop_of_nano LEAF post_loop WITH post_address MACHINE nano)
isomer_add_control_fault(post_plane_kept_by_the_next_group LEAF post_loop WITH post_address
  IN post_address FROM "group_plane_q <= next_plane" TO "group_plane_q <= group_plane_q")
isomer_add_control_fault(post_lanes_stay_at_the_first LEAF post_loop WITH post_address
  MACHINE nano FROM "next_element = element_sum[ElementW-1:0]" TO "next_element = group_element_q")
isomer_add_control_fault(post_row_without_pitch LEAF post_loop WITH post_address IN post_address
  FROM "row_q + pitch_i" TO "row_q + AddrW'(1)")

# Addresses of the post queue's other instructions
set(vector vector_fields pixels product)
isomer_add_control_proof(vector_loop_of_tiny LEAF vector_loop WITH ${vector})
isomer_add_control_fault(window_rows_without_stride LEAF vector_loop WITH ${vector} CYCLES 6
  FROM "oy_addr_q + oy_step_q" TO "oy_addr_q + AddrW'(x_pitch)")
isomer_add_control_fault(result_row_from_the_last_column LEAF vector_loop WITH ${vector} IN pixels
  CYCLES 7 FROM "next = row_q + pitch_i" TO "next = addr_q + pitch_i")
isomer_add_control_fault(average_of_the_wrong_width LEAF vector_loop WITH ${vector} IN vector_fields
  CYCLES 6 FROM "word_i[isomer_isa_pkg::AvgPoolKernelWLsb +: KernelW]"
  TO "word_i[isomer_isa_pkg::AvgPoolKernelHLsb +: KernelW]")
