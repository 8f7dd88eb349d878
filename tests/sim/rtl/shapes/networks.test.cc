// SPDX-License-Identifier: Apache-2.0
//
// Networks of the zoo on machines of unusual shapes: the RTL's cycles, its writes, its tensors.
#include <algorithm>
#include <catch2/catch.hpp>

#include "Visomer_16x4.h"
#include "Visomer_8x32.h"
#include "Visomer_pot.h"
#include "isa/compiler/compiler.h"
#include "isa/zoo/random_network.h"
#include "isa/zoo/zoo.h"
#include "sim/lockstep/lockstep.h"
#include "sim/rtl/verilated_machine.h"
#include "tests/sim/cycle/comparison.h"
#include "tests/support/network_oracle.h"

namespace isomer {
namespace {

// Every tensor kept, with the image already in its segment.
Program compile_with_image(const Network& network, const Machine& machine,
                           const std::vector<std::int32_t>& image) {
  Program program = compile(network, machine, {.keep_tensors = true});
  const TensorEntry& input = program.tensors[static_cast<std::size_t>(program.input)];
  Segment& segment = program.segments[static_cast<std::size_t>(input.segment)];
  segment.data.resize(segment.bytes);
  write_tensor(input, machine.rows, machine.element_bytes(), image, segment.data);
  return program;
}

void check_tensors(const Network& network, const Machine& machine, const Program& program,
                   ObservableDevice& device, const std::vector<std::int32_t>& image) {
  const auto expected = testing::oracle_tensors(network, image, machine.accumulator_bits);
  REQUIRE(program.tensors.size() == network.tensors.size());
  for (std::size_t t = 0; t < expected.size(); ++t) {
    const std::string& name = network.tensors[t].name;
    const auto entry = std::ranges::find(program.tensors, name, &TensorEntry::name);
    INFO("tensor " << name);
    REQUIRE(entry != program.tensors.end());
    const auto found =
        read_tensor(*entry, machine.rows, machine.element_bytes(), device.segment(entry->segment));
    CHECK((found == expected[t]));
  }
}

template <typename Model>
void run_network(const char* shape, const char* topology, const RandomNetworkOptions& options) {
  const Machine machine = load_machine(std::string(ISOMER_SHAPES) + "/" + shape + "/machine.toml");
  const Network network = random_network(find_topology(topology), 1, options);
  const auto image = random_image(network.input(), 2);
  const Program program = compile_with_image(network, machine, image);

  const MemoryTiming memory = MemoryTiming::ddr();
  testing::DevicePair pair(
      machine, memory,
      make_rtl_device(std::make_unique<VerilatedMachine<Model>>(machine, 1), {.memory = memory}));
  CHECK(pair.run(program) == "");

  pair.rtl->load(program);
  const LockstepResult result = run_lockstep(program, *pair.rtl);
  INFO((result.difference ? to_string(*result.difference) : ""));
  REQUIRE_FALSE(result.difference);
  REQUIRE(result.device.status == Status::done);
  CHECK(result.instructions + 1 == program.instructions.size());
  check_tensors(network, machine, program, *pair.rtl, image);
}

TEST_CASE("Networks on 8 rows, 32 columns", "[rtl][shapes][network]") {
  run_network<Visomer_8x32>("8x32", "lenet5-mnist", {});
  run_network<Visomer_8x32>("8x32", "resnet8", {});
}

TEST_CASE("LeNet-5 on 16 rows, 4 columns, 16 bits", "[rtl][shapes][network]") {
  run_network<Visomer_16x4>("16x4", "lenet5-mnist", {.activation_bits = 16});
}

// Without the features that ResNet-8 needs.
TEST_CASE("LeNet-5 on shifters instead of multipliers", "[rtl][shapes][network]") {
  run_network<Visomer_pot>("pot", "lenet5-mnist",
                           {.coding = {.decoder = Decoder::pot, .stored_bits = 4}});
}

}  // namespace
}  // namespace isomer
