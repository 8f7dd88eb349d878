// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <unistd.h>
#include <verilated_cov.h>

#include <cstdlib>
#include <exception>
#include <filesystem>

#include "Visomer_tiny_covered.h"
#include "sim/coverage/rtl_coverage.h"
#include "sim/rtl/covered.h"
#include "sim/rtl/verilated_machine.h"

namespace isomer {
namespace {

std::filesystem::path coverage_file() {
  const char* const folder = std::getenv("ISOMER_RTL_COVERAGE");
  return std::filesystem::path(folder == nullptr ? "." : folder) /
         fmt::format("rtl-{}.dat", getpid());
}

class CoveredMachine final : public VerilatedMachine<Visomer_tiny_covered> {
 public:
  using VerilatedMachine::VerilatedMachine;

  ~CoveredMachine() override {
    try {
      save();
    } catch (const std::exception& error) {
      fmt::print(stderr, "the coverage of a machine is lost: {}\n", error.what());
    }
  }

 private:
  // Verilator knows the counts of this machine only, and only until it is destroyed.
  void save() {
    static RtlCoverage all;
    const std::filesystem::path path = coverage_file();
    const std::filesystem::path own = path.string() + ".part";
    context().coveragep()->write(own.c_str());
    all.add(load_rtl_coverage(own));
    std::filesystem::remove(own);
    save_rtl_coverage(all, path);
  }
};

}  // namespace

std::unique_ptr<RtlMachine> make_covered_rtl_machine(const Machine& machine, std::uint64_t seed) {
  if (hash(machine) != hash(find_machine("tiny")))
    throw Error(fmt::format("lines are counted in machine 'tiny' only, not in '{}'", machine.name));
  return std::make_unique<CoveredMachine>(machine, seed);
}

}  // namespace isomer
