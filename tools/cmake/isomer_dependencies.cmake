# SPDX-License-Identifier: Apache-2.0
#
# Every library Isomer uses, all from Debian 12, and what each is for.
find_package(verilator 5.006 REQUIRED HINTS $ENV{VERILATOR_ROOT} /usr/share/verilator)  # RTL -> C++
find_package(Eigen3 3.4 REQUIRED NO_MODULE)                       # per-channel and confusion algebra
find_package(Boost 1.74 REQUIRED COMPONENTS program_options)      # command lines
find_package(Catch2 2.13.10 REQUIRED)                             # tests
find_package(benchmark 1.7 REQUIRED)                             # tests/benchmarks
find_package(tomlplusplus REQUIRED)                               # machine files and recipes
find_package(nlohmann_json 3.11 REQUIRED)                         # metadata in containers, reports
find_package(fmt 9 REQUIRED)                                      # formatting
find_package(ZLIB REQUIRED)                                       # gzip-compressed IDX files
find_package(PNG 1.6 REQUIRED)                                    # folders of pictures
find_package(JPEG REQUIRED)                                       # likewise
find_package(dnnl 2.6 REQUIRED)  # float convolutions of training (its config file wants OpenCL headers)
find_package(PkgConfig REQUIRED)
pkg_check_modules(xxhash REQUIRED IMPORTED_TARGET libxxhash)      # checksums, configuration hash
find_package(Threads REQUIRED)

# SystemC for the TLM-2.0 boundary (sim/systemc): Accellera's own installation, else Debian's, whose
# library is built as C++17.
add_library(isomer_systemc INTERFACE)
find_package(SystemCLanguage CONFIG QUIET)
if(SystemCLanguage_FOUND)
  target_link_libraries(isomer_systemc INTERFACE SystemC::systemc)
else()
  pkg_check_modules(systemc REQUIRED IMPORTED_TARGET systemc>=2.3.4)
  target_link_libraries(isomer_systemc INTERFACE PkgConfig::systemc)
  target_compile_definitions(isomer_systemc INTERFACE SC_CPLUSPLUS=201703L)
endif()
