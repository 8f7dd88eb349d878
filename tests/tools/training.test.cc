// SPDX-License-Identifier: Apache-2.0
//
// Training as people start it: the files it writes, what it refuses, its benchmark.

#include "tools/isomer/training.h"

#include <catch2/catch.hpp>
#include <sstream>

#include "isa/container/error.h"
#include "tests/tools/command_line.h"
#include "tools/isomer/command.h"
#include "tools/isomer/step_check.h"
#include "tools/isomer/temporary_folder.h"

namespace isomer {
namespace {

using Catch::Matchers::Contains;
using testing::Ran;

// Two float steps, two dynamic and two frozen ones, on LeNet-5.
const Arguments kShort = {"--set", "batch=32",
                          "--set", "float.epochs=1",
                          "--set", "quantised.epochs=2",
                          "--set", "quantised.frozen_epochs=1",
                          "--set", "data.glyph_train_images=64",
                          "--set", "data.glyph_test_images=16"};

class Commands {
 public:
  Ran train(const Arguments& more) const { return run({"train", "glyphs"}, more); }
  Ran run(Arguments arguments, const Arguments& more) const {
    arguments.insert(arguments.end(), kShort.begin(), kShort.end());
    arguments.insert(arguments.end(), more.begin(), more.end());
    return testing::run_isomer_in(folder_.path(), arguments);
  }
  std::string text(const std::string& file) const {
    return testing::read_text(folder_.path() / file);
  }
  bool exists(const std::string& file) const {
    return std::filesystem::exists(folder_.path() / file);
  }

 private:
  TemporaryFolder folder_;
};

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

TEST_CASE("A bar of training says epoch, loss and images per second", "[tools][training]") {
  CHECK(
      remark_on(
          {.phase = "float", .epoch = 1, .epochs = 4, .loss = 0.5, .images_per_second = 1234.4}) ==
      "epoch 2/4, loss 0.500, 1234 images/s");
}

TEST_CASE("A step log has a line per step, a JSON log one per epoch", "[tools][training]") {
  const Commands isomer;
  const Ran ran = isomer.train({"--step-log", "steps.csv", "--json-log", "log.jsonl"});
  REQUIRE(ran.code == kSuccess);
  std::vector<std::string> found;
  for (const std::string& line : lines_of(isomer.text("steps.csv"))) {
    found.push_back(line.substr(0, line.rfind(',')));
  }
  CHECK(found == std::vector<std::string>{"event,phase,step", "step,float,1", "step,float,2",
                                          "step,quantised,1", "step,quantised,2",
                                          "step,quantised,3", "step,quantised,4"});
  std::vector<std::string> epochs;
  for (const std::string& line : lines_of(isomer.text("log.jsonl"))) {
    const Report epoch = Report::parse(line);
    CHECK(epoch.at("steps") == 2);
    CHECK(epoch.at("loss") > 0);
    CHECK(epoch.at("images_per_second") > 0);
    epochs.push_back(epoch.at("phase").get<std::string>() + epoch.at("epoch").dump());
  }
  CHECK(epochs == std::vector<std::string>{"float1", "quantised1", "quantised2"});
}

TEST_CASE("A saved teacher replaces the float phase", "[tools][training]") {
  const Commands isomer;
  REQUIRE(
      isomer.train({"--save-teacher", "t.isoteacher", "-o", "a.isonet", "--json", "a.json"}).code ==
      kSuccess);
  REQUIRE(isomer
              .train({"--teacher", "t.isoteacher", "-o", "b.isonet", "--json", "b.json",
                      "--step-log", "steps.csv"})
              .code == kSuccess);
  const Report first = Report::parse(isomer.text("a.json"));
  const Report second = Report::parse(isomer.text("b.json"));
  CHECK(second.at("teacher") == first.at("teacher"));
  CHECK(second.at("fp32 accuracy, %") == first.at("fp32 accuracy, %"));
  CHECK_THAT(isomer.text("steps.csv"), !Contains("float"));
  const Ran other = isomer.train({"--teacher", "a.isonet", "-o", "c.isonet"});
  CHECK(other.code == kFailure);
  CHECK_THAT(other.complaint, Contains("a.isonet"));
}

TEST_CASE("Each phase is measured", "[tools][training]") {
  const Commands isomer;
  for (const char* phase : {"float", "dynamic", "frozen", "mcl", "inference"}) {
    CAPTURE(phase);
    const Ran ran = isomer.run({"benchmark-training", "glyphs"},
                               {"--phase", phase, "--steps", "3", "--json", "b.json"});
    REQUIRE(ran.code == kSuccess);
    const Report report = Report::parse(isomer.text("b.json"));
    CHECK(report.at("phase") == phase);
    CHECK(report.at("images") == 96);  // more than the test has
    CHECK(report.at("images_per_second") > 0);
  }
}

TEST_CASE("Inference is measured with batch norm absorbed", "[tools][training]") {
  const Commands isomer;
  for (const char* batch_norm : {"affine", "absorb"}) {
    CAPTURE(batch_norm);
    const Ran ran =
        isomer.run({"benchmark-training", "glyphs"},
                   {"--phase", "inference", "--steps", "1", "--set", "model=resnet8", "--set",
                    std::string("quantised.batch_norm=") + batch_norm, "--json", "b.json"});
    REQUIRE(ran.code == kSuccess);
    CHECK(Report::parse(isomer.text("b.json")).at("batch norm absorbed") ==
          (std::string("absorb") == batch_norm));
  }
}

TEST_CASE("Fillers of 16 bits are checked on a wide machine", "[tools][training]") {
  const Commands isomer;
  const Arguments mixed = {"--check-every", "1",
                           "--set",         "mixing.filler=ise16",
                           "--set",         "mixing.ramp_epochs=1",
                           "--set",         "mixing.ramp_share=0.5"};
  const Ran refused = isomer.train(mixed);
  CHECK(refused.code == kFailure);
  CHECK_THAT(refused.complaint, Contains("ise16") && Contains("--check-machine wide"));
  CHECK_FALSE(isomer.exists("glyphs.isonet"));
  Arguments wide = mixed;
  wide.insert(wide.end(), {"--check-machine", "wide", "--json", "c.json"});
  REQUIRE(isomer.train(wide).code == kSuccess);
  const Report report = Report::parse(isomer.text("c.json")).at("steps compared with a device");
  CHECK(report.at("dynamic steps checked") == 2);
  CHECK(report.at("frozen steps checked") == 2);
  CHECK(report.at("values compared") == report.at("values of the graph"));
  // Without mixing there is no filler.
  CHECK(
      isomer.train({"--check-every", "4", "--set", "mixing.filler=ise16", "-o", "d.isonet"}).code ==
      kSuccess);
}

TEST_CASE("Exactness is shown by both kinds of steps and every value", "[tools][training]") {
  const StepCheckResult sound{
      .dynamic_steps = 1, .frozen_steps = 1, .values = 7, .expected_values = 7};
  CHECK(sound.is_sound());
  CHECK_FALSE(StepCheckResult{}.is_sound());
  const auto is_sound_with = [&](std::int64_t StepCheckResult::*count, std::int64_t value) {
    StepCheckResult result = sound;
    result.*count = value;
    return result.is_sound();
  };
  CHECK_FALSE(is_sound_with(&StepCheckResult::dynamic_steps, 0));
  CHECK_FALSE(is_sound_with(&StepCheckResult::frozen_steps, 0));
  CHECK_FALSE(is_sound_with(&StepCheckResult::values, 6));
  CHECK_FALSE(is_sound_with(&StepCheckResult::expected_values, 8));
  CHECK_FALSE(is_sound_with(&StepCheckResult::differing, 1));
}

}  // namespace
}  // namespace isomer
