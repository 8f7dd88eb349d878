// SPDX-License-Identifier: Apache-2.0
//
// Same recipe, same bits: for any number of threads, and with or without a stop in between.

#include <catch2/catch.hpp>

#include "isa/container/container.h"
#include "isa/container/error.h"
#include "tests/train/data/files.h"
#include "tests/train/small_training.h"
#include "train/session.h"

namespace isomer::train {
namespace {

// The bytes of the network's file: weights, exponents, accuracies, recipe.
std::vector<std::byte> bytes_of(const Network& network) {
  const TemporaryFolder folder;
  save_network(network, folder.path() / "n.isonet");
  return read_file(folder.path() / "n.isonet");
}

TEST_CASE("one, two and three threads give the same network", "[train][same_bits]") {
  const auto one = bytes_of(train(small_recipe({"threads=1"})).network);
  CHECK(bytes_of(train(small_recipe({"threads=2"})).network) == one);
  CHECK(bytes_of(train(small_recipe({"threads=3"})).network) == one);
  CHECK(bytes_of(train(small_recipe({"seed=2"})).network) != one);
}

TEST_CASE("where the data lies is no part of a network", "[train][same_bits]") {
  CHECK(bytes_of(train(small_recipe({"data.path=here"})).network) ==
        bytes_of(train(small_recipe({"data.path=there"})).network));
  CHECK_THROWS_WITH(load_test_images(small_recipe({"data.name=mnist"})), Catch::Contains("--data"));
}

// Stops a run at the first step of one epoch, as a kill would.
class Killer : public Progress {
 public:
  Killer(std::string_view phase, int epoch) : phase_(phase), epoch_(epoch) {}
  void update(const Report& report) override {
    if (report.phase == phase_ && report.epoch == epoch_) throw std::runtime_error("killed");
  }

 private:
  std::string_view phase_;
  int epoch_;
};

TEST_CASE("a run that is killed and resumed gives the same network", "[train][same_bits]") {
  const Recipe recipe = small_recipe();
  const auto whole = bytes_of(train(recipe).network);
  const TemporaryFolder folder;
  TrainingOptions options = {.checkpoint = folder.path() / "run.ckpt",
                             .log = folder.path() / "run.csv"};
  int kills = 0;
  for (const auto& [phase, epoch] : {std::pair{"float", 1}, std::pair{"quantised", 0},
                                     std::pair{"quantised", 1}, std::pair{"quantised", 2}}) {
    Killer killer(phase, epoch);
    options.progress = &killer;
    CHECK_THROWS_WITH(train(recipe, options), "killed");
    options.resume = true;
    ++kills;
  }
  REQUIRE(kills == 4);
  options.progress = nullptr;
  CHECK(bytes_of(train(recipe, options).network) == whole);
  // Finished: resuming once more trains nothing and measures the same.
  CHECK(bytes_of(train(recipe, options).network) == whole);

  const auto log = read_file(options.log);
  const std::string text(reinterpret_cast<const char*>(log.data()), log.size());
  CHECK(std::count(text.begin(), text.end(), '\n') == 1 + 2 + 3);

  SECTION("another recipe cannot resume") {
    CHECK_THROWS_WITH(train(small_recipe({"seed=2"}), options), Catch::Contains("another recipe"));
    CHECK_NOTHROW(train(small_recipe({"threads=1"}), options));
  }
  SECTION("a corrupt checkpoint is refused") {
    auto bytes = read_file(options.checkpoint);
    for (const std::size_t at : {std::size_t{0}, bytes.size() / 2, bytes.size() - 1}) {
      auto changed = bytes;
      changed[at] ^= std::byte{1};
      write_file_atomically(options.checkpoint, changed);
      CHECK_THROWS_AS(train(recipe, options), Error);
    }
    bytes.resize(bytes.size() / 3);
    write_file_atomically(options.checkpoint, bytes);
    CHECK_THROWS_AS(train(recipe, options), Error);
  }
  SECTION("a missing checkpoint is refused") {
    options.checkpoint = folder.path() / "none.ckpt";
    CHECK_THROWS_AS(train(recipe, options), Error);
    options.checkpoint.clear();
    CHECK_THROWS_AS(train(recipe, options), Error);
  }
}

TEST_CASE("the small run learns, in float and in integers", "[train][same_bits]") {
  const TrainingResult result =
      train(small_recipe({"float.epochs=8", "data.glyph_train_images=3200"}));
  CHECK(result.float_accuracy.top1 > 0.75);
  CHECK(result.integer_accuracy.top1 > 0.75);
  CHECK(result.integer_accuracy.images == 100);
  CHECK(result.network.provenance.at("test_images") == "100");
}

TEST_CASE("a diverging run stops with a sentence", "[train][hostile]") {
  CHECK_THROWS_WITH(train(small_recipe({"float.learning_rate=1000"})),
                    Catch::Contains("learning_rate"));
}

}  // namespace
}  // namespace isomer::train
