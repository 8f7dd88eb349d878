// SPDX-License-Identifier: Apache-2.0
//
// The comparison that every claim of equality rests on, and proof that it can fail.

#include "tools/isomer/verification.h"

#include <catch2/catch.hpp>

#include "isa/compiler/compiler.h"
#include "isa/container/error.h"
#include "tests/support/network_oracle.h"
#include "tests/support/networks.h"
#include "tools/isomer/device_process.h"
#include "tools/isomer/temporary_folder.h"

namespace isomer {
namespace {

using Catch::Matchers::Contains;

constexpr std::int64_t kImages = 70;  // more than one batch

struct Model {
  TemporaryFolder folder;
  Network network = testing::NetworkBuilder(5, 1, 8, 8)
                        .convolution(6, {3, 3, 1, 1, {1, 1, 1, 1}})
                        .max_pool({2, 2, 2, 2, {}})
                        .fully_connected(10, true)
                        .build();
  std::vector<ExpectedImage> expected;

  Model() {
    for (std::uint64_t seed = 0; seed < kImages; ++seed) {
      expected.push_back(testing::oracle_tensors(network, testing::random_input(network, seed)));
    }
  }

  VerificationResult verify(const Network& deployed, int jobs, bool keep_tensors = true,
                            int batch = 1, const std::string& device = "functional") const {
    const auto program = folder.path() / "net.isoprog";
    save_program(
        compile(deployed, find_machine("tiny"), {.keep_tensors = keep_tensors, .batch = batch}),
        program);
    const VerificationRequest request{
        .executable = ISOMER_EXECUTABLE,
        .program = program,
        .run_options = {"--device", device},
        .images = kImages,
        .jobs = jobs,
    };
    return verify_program(request, network, [&](std::int64_t first, std::int64_t count) {
      return std::vector<ExpectedImage>(expected.begin() + first, expected.begin() + first + count);
    });
  }
};

TEST_CASE("Equal networks show no difference and count what was compared", "[tools][verify]") {
  const Model model;
  for (const int jobs : {1, 3}) {
    const VerificationResult result = model.verify(model.network, jobs);
    CHECK(result.images == kImages);
    CHECK(result.tensors == kImages * 4);
    CHECK(result.values == kImages * (64 + 6 * 64 + 6 * 16 + 10));
    CHECK(result.differing == 0);
    CHECK_FALSE(result.first);
  }
}

TEST_CASE("One planted value is found where it is, by any number of jobs", "[tools][verify]") {
  Model model;
  ++model.expected[66][1][5 * 64 + 2 * 8 + 7];  // conv: channel 5, row 2, column 7
  --model.expected[67][3][4];                   // later: not the first
  for (const int jobs : {1, 3}) {
    const VerificationResult result = model.verify(model.network, jobs);
    REQUIRE(result.first);
    CHECK(result.first->image == 66);
    CHECK(result.first->tensor == model.network.tensors[1].name);
    CHECK(result.first->layer == model.network.layers[0].name);
    CHECK(result.first->channel == 5);
    CHECK(result.first->row == 2);
    CHECK(result.first->column == 7);
    CHECK(result.first->expected == result.first->found + 1);
    CHECK(result.differing == 1);
    CHECK_THAT(to_string(*result.first), Contains("image 66") && Contains("channel 5, row 2"));
  }
}

TEST_CASE("Every image of a batch is compared, of a short one too", "[tools][verify]") {
  Model model;
  for (const int batch : {3, 32, 128}) {  // none divides the images
    for (const int jobs : {1, 2}) {
      const VerificationResult result = model.verify(model.network, jobs, true, batch);
      CHECK(result.images == kImages);
      CHECK(result.values == kImages * (64 + 6 * 64 + 6 * 16 + 10));
      CHECK_FALSE(result.first);
    }
  }
  const VerificationResult timed = model.verify(model.network, 2, true, 32, "cycle");
  CHECK(timed.images == kImages);
  CHECK(timed.cycles_sum == 3 * timed.cycles_min);  // three runs, the last one as long
  CHECK(timed.cycles_max == timed.cycles_min);

  ++model.expected[69][3][9];  // the last image, in a short batch
  --model.expected[68][2][0];
  for (const int jobs : {1, 2}) {
    const VerificationResult result = model.verify(model.network, jobs, true, 3);
    REQUIRE(result.first);
    CHECK(result.first->image == 68);
    CHECK(result.first->tensor == model.network.tensors[2].name);
    CHECK(result.differing == 1);
  }
}

TEST_CASE("A device process takes one batch at a time", "[tools][verify]") {
  const Model model;
  const auto path = model.folder.path() / "net.isoprog";
  save_program(compile(model.network, find_machine("tiny"), {.batch = 3}), path);
  DeviceProcess process(ISOMER_EXECUTABLE, path, {}, model.network.input(),
                        {model.network.output()});
  REQUIRE(process.batch() == 3);
  for (const std::size_t count : {2u, 3u, 1u}) {  // a short one is no end
    const auto results = process.run(inputs_of(std::span(model.expected).first(count)));
    REQUIRE(results.size() == count);
    for (std::size_t i = 0; i < count; ++i)
      CHECK(results[i].tensors.front() == model.expected[i].back());
  }
  CHECK_THROWS_WITH(process.run({}), Contains("1 to 3 images, not 0"));
  CHECK_THROWS_WITH(process.run(inputs_of(std::span(model.expected).first(4))), Contains("not 4"));
}

TEST_CASE("One wrong weight in the deployed network is found", "[tools][verify]") {
  const Model model;
  Network wrong = model.network;
  auto& weight = std::get<Convolution>(wrong.layers[0].operation).weights[3 * 9 + 4];
  weight = static_cast<std::int16_t>(weight > 0 ? weight - 40 : weight + 40);
  const VerificationResult result = model.verify(wrong, 2);
  REQUIRE(result.first);
  CHECK(result.first->layer == wrong.layers[0].name);
  CHECK(result.first->channel == 3);
  CHECK(result.differing > 0);
}

TEST_CASE("What cannot be compared is an error, not a zero", "[tools][verify]") {
  Model model;
  CHECK_THROWS_WITH(model.verify(model.network, 1, false), Contains("--keep-tensors"));
  model.expected[2].pop_back();
  CHECK_THROWS_WITH(model.verify(model.network, 1), Contains("not those of the network"));
  model.expected[2] = model.expected[1];
  model.expected[1][0][0] = 256;  // outside the input's range: the device process refuses it
  CHECK_THROWS_WITH(model.verify(model.network, 1), Contains("exit code 1"));
}

}  // namespace
}  // namespace isomer
