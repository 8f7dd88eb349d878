# SPDX-License-Identifier: Apache-2.0
#
# The faults of faults.toml in the RTL, in the source of machine tiny instead of a netlist.
set(folder "${CMAKE_CURRENT_BINARY_DIR}/faults")
set(table "${CMAKE_CURRENT_SOURCE_DIR}/faults.toml")
set(plant "${CMAKE_CURRENT_SOURCE_DIR}/plant.py")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${table}" "${plant}")
execute_process(COMMAND "${PYTHON3}" "${plant}" --faults "${table}" --root "${PROJECT_SOURCE_DIR}"
  --output "${folder}" OUTPUT_VARIABLE planted COMMAND_ERROR_IS_FATAL ANY)
isomer_rtl_simulation_sources(sources tiny)
foreach(file IN LISTS planted)
  list(TRANSFORM sources REPLACE "^.*/${file}$" "${folder}/${file}")
endforeach()
list(GET sources 0 waivers)
list(REMOVE_AT sources 0)
isomer_verilate_mutants(mutants_faults TOP isomer_top PREFIX Visomer_tiny CLASS Visomer_tinyFaults
  SOURCES "${waivers}" "${CMAKE_CURRENT_SOURCE_DIR}/isomer_mutation_pkg.sv" ${sources}
  FLAGS --output-split 20000)
isomer_add_machine_judges(faults mutants_faults)
isomer_add_block(faults KIND named FOLDER "${folder}" JUDGES ${machine_judges})
