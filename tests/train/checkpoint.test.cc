// SPDX-License-Identifier: Apache-2.0
//
// Checkpoints and teachers that lie: what they hold is looked at before it is used.

#include "train/checkpoint.h"

#include <catch2/catch.hpp>
#include <functional>
#include <limits>
#include <nlohmann/json.hpp>

#include "isa/container/container.h"
#include "isa/container/error.h"
#include "isa/container/metadata.h"
#include "tests/train/data/files.h"
#include "tests/train/small_training.h"
#include "train/cpu_model.h"
#include "train/session.h"

namespace isomer::train {
namespace {

using Json = nlohmann::json;

TEST_CASE("checkpoints that lie are refused with a sentence", "[train][checkpoint][hostile]") {
  const TemporaryFolder folder;
  const Recipe recipe = small_residual_recipe({"quantised.epochs=2"});
  TrainingOptions options;
  options.checkpoint = folder.path() / "run.ckpt";
  train(recipe, options);
  options.resume = true;
  const Container good =
      decode_container(isomer::read_file(options.checkpoint), "ISOMCKP2", 2, "good");
  const auto complaint = [&](const std::function<void(Json&)>& change, std::uint32_t version = 2) {
    Container container = good;
    Json state = parse_metadata(container.sections.at("state"), "good");
    change(state);
    container.sections["state"] = encode_metadata(state);
    container.version = version;
    write_file_atomically(options.checkpoint, encode_container(container));
    try {
      train(recipe, options);
    } catch (const Error& e) {
      return std::string(e.what());
    }
    return std::string();
  };
  const auto none = [](Json&) {};
  CHECK(complaint(none).empty());
  for (const double wrong : {-65.0, 64.0, 1e300, 3.5}) {
    for (const char* key : {"weights", "scale", "offset"}) {
      CAPTURE(wrong, key);
      CHECK_THAT(complaint([&](Json& s) { s["exponents"]["units"][1][key] = wrong; }),
                 Catch::Contains("is no exponent"));
    }
    if (wrong == 3.5) continue;  // an average may be
    for (const char* key : {"narrow", "output"}) {
      CHECK_THAT(complaint([&](Json& s) { s["exponents"]["units"][1][key] = wrong; }),
                 Catch::Contains("is no exponent"));
    }
    CHECK_THAT(complaint([&](Json& s) { s["exponents"]["pools"][0] = wrong; }),
               Catch::Contains("is no exponent"));
  }
  CHECK_THAT(complaint([](Json& s) { s["is_absorbed"] = true; }),
             Catch::Contains("not of the phase"));
  CHECK_THAT(complaint([](Json& s) { s["phase"] = 0; }), Catch::Contains("not of the phase"));
  CHECK_THAT(complaint([](Json& s) { s["phase"] = 7; }), Catch::Contains("stands at a step"));
  CHECK_THAT(complaint([](Json& s) { s["exponents"]["units"][0]["has_members"] = true; }),
             Catch::Contains("does not fit"));
  CHECK_THAT(complaint([](Json& s) { s["cpu"] = "Z80"; }),
             Catch::Contains("another CPU (Z80 there, " + cpu_model() + " here)"));
  CHECK_THAT(complaint(none, 1), Catch::Contains("version 1"));
}

TEST_CASE("teachers with impossible numbers are refused by name", "[train][hostile]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "t.isoteacher";
  const auto complaint = [&](const char* array, float value) {
    Teacher teacher;
    teacher.model = "lenet5";
    teacher.arrays = {{"fc.weight", {1, 2}}, {"fc.variance", {1, 4}}};
    for (Teacher::Array& a : teacher.arrays) {
      if (a.name == array) a.values[1] = value;
    }
    save_teacher(teacher, path);
    try {
      load_teacher(path);
    } catch (const Error& e) {
      return std::string(e.what());
    }
    return std::string();
  };
  CHECK(complaint("fc.weight", -1).empty());
  CHECK_THAT(complaint("fc.weight", std::numeric_limits<float>::quiet_NaN()),
             Catch::Contains("'fc.weight' holds a number that is not finite"));
  CHECK_THAT(complaint("fc.variance", std::numeric_limits<float>::infinity()),
             Catch::Contains("'fc.variance' holds a number that is not finite"));
  CHECK_THAT(complaint("fc.variance", -1), Catch::Contains("'fc.variance' holds a negative"));
}

}  // namespace
}  // namespace isomer::train
