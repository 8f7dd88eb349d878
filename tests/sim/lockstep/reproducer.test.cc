// SPDX-License-Identifier: Apache-2.0
#include "sim/lockstep/reproducer.h"

#include <catch2/catch.hpp>
#include <filesystem>

#include "isa/container/container.h"
#include "isa/container/error.h"
#include "tests/sim/lockstep/fake_device.h"
#include "tests/support/programs.h"

namespace isomer {
namespace {

constexpr std::uint32_t kFaultyPc = 8;  // tile 1's post
static_assert(kFaultyPc == 2 + 4 + static_cast<int>(Queue::post));

// A device whose lane 1 is off by one after that post.
std::unique_ptr<FakeDevice> faulty_device(std::uint8_t error = 1) {
  return std::make_unique<FakeDevice>(find_machine("tiny"),
                                      [error](State& state, std::uint32_t pc) {
                                        if (pc == kFaultyPc)
                                          state.activations[3 * 128 * 4 + 1] += error;
                                      });
}

Reproducer find_fault() {
  const Program program = testing::ping_pong(find_machine("tiny"), 3);
  const auto device = faulty_device();
  device->load(program);
  std::fill(device->segment(1).begin(), device->segment(1).end(), std::byte{0x21});
  const LockstepResult result = run_lockstep(program, *device);
  return make_reproducer(program, result, "fake", "ddr", 42);
}

Replay replay_on(const Reproducer& reproducer, std::uint8_t error) {
  return replay(reproducer, [error](const Reproducer& wanted) {
    CHECK(wanted.device == "fake");
    return faulty_device(error);
  });
}

TEST_CASE("A reproducer survives its file and replays", "[lockstep][reproducer]") {
  const auto path = std::filesystem::temp_directory_path() / "isomer_reproducer_test.bin";
  const Reproducer found = find_fault();
  save_reproducer(found, path);
  const Reproducer read = load_reproducer(path);
  std::filesystem::remove(path);
  CHECK(read.device == "fake");
  CHECK(read.memory == "ddr");
  CHECK(read.seed == 42);
  CHECK(read.program.instructions == found.program.instructions);
  CHECK(read.program.segments[1].data == std::vector<std::byte>(96, std::byte{0x21}));
  CHECK(read.program.segments[2].data.empty());  // zero bytes at the end are left out
  CHECK(read.difference.is_same(found.difference));
  CHECK(to_string(read.difference) == to_string(found.difference));
  CHECK(encode_reproducer(read) == encode_reproducer(found));

  const Replay same = replay_on(read, 1);
  CHECK(same.is_same);
  CHECK(same.result.difference->pc == kFaultyPc);
  const Replay other = replay_on(read, 2);
  CHECK_FALSE(other.is_same);
  CHECK(other.result.difference);
  const Replay repaired = replay_on(read, 0);
  CHECK_FALSE(repaired.is_same);
  CHECK_FALSE(repaired.result.difference);
}

TEST_CASE("Truncated and corrupt reproducers are refused", "[lockstep][reproducer][hostile]") {
  const std::vector<std::byte> good = encode_reproducer(find_fault());
  REQUIRE_NOTHROW(decode_reproducer(good, "good"));
  int accepted = 0;
  for (std::size_t length = 0; length < good.size(); ++length) {
    try {
      decode_reproducer(std::span(good).first(length), "short");
      ++accepted;
    } catch (const Error&) {
    }
  }
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::vector<std::byte> bad = good;
    bad[at] ^= std::byte{0x40};
    try {
      decode_reproducer(bad, "flipped");
      ++accepted;
    } catch (const Error&) {
    }
  }
  CHECK(accepted == 0);
}

// The good file with "meta" replaced; its checksum is right.
std::vector<std::byte> with_meta(const std::string& text) {
  Container container = decode_container(encode_reproducer(find_fault()), "ISOMREP1", 2, "good");
  container.sections["meta"].clear();
  for (const char c : text) container.sections["meta"].push_back(static_cast<std::byte>(c));
  return encode_container(container);
}

TEST_CASE("Hostile metadata with a right checksum is refused", "[lockstep][reproducer][hostile]") {
  const std::string difference =
      R"("cycle":1,"pc":2,"instruction":"","layer":"","tile":"","tensor":"","segment":0,"word":1,)"
      R"("lane":0,"group":0,"row":0,"column":0,"channel":0,"count":1,"expected":1,"found":2,)"
      R"("what":"")";
  const auto meta = [&](const std::string& kind, const std::string& space) {
    return R"({"device":"rtl","memory":"ddr","seed":1,"image":0,"difference":{"kind":)" + kind +
           R"(,"space":)" + space + "," + difference + "}}";
  };
  CHECK_NOTHROW(decode_reproducer(with_meta(meta("0", "1")), "meta"));
  const std::vector<std::string> hostile = {
      "",
      "[]",
      "{}",
      "{",
      "null",
      std::string(100000, '['),  // no object, or none that ends
      meta("5", "1"),
      meta("-1", "1"),
      meta("0", "5"),
      meta("0.5", "1"),
      meta("\"a\"", "1"),
      R"({"device":"rtl","memory":"ddr","seed":-1,"difference":{}})",
      R"({"device":7,"memory":"ddr","seed":1,"difference":{}})",
      R"({"device":"rtl","memory":"ddr","seed":1,"image":0,"difference":3})",
      R"({"device":"rtl","memory":"ddr","seed":1,"image":-1,"difference":{}})"};
  for (const std::string& text : hostile) {
    INFO(text.substr(0, 60));
    CHECK_THROWS_AS(decode_reproducer(with_meta(text), "meta"), Error);
  }
}

TEST_CASE("The place in the tensor is that in the tile, moved by the tile", "[lockstep]") {
  Difference difference{.kind = DifferenceKind::value};
  difference.instruction = "post pop=mac y_base=4";
  difference.tile = "rows 8:16 columns 16:24 channels 4:8";
  difference.row = 3;
  difference.column = 5;
  difference.channel = 2;
  const auto place = tensor_place(difference);
  REQUIRE(place);
  CHECK(place->row == 11);
  CHECK(place->column == 21);
  CHECK(place->channel == 6);
  CHECK(to_string(difference).find("channel 6, row 11, column 21") != std::string::npos);
  difference.instruction = "max_pool push=store";
  CHECK(tensor_place(difference));
  difference.instruction = "load memory=weights";
  CHECK_FALSE(tensor_place(difference));
  difference.instruction = "post";
  difference.tile = "by hand";
  CHECK_FALSE(tensor_place(difference));
}

}  // namespace
}  // namespace isomer
