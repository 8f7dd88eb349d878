// SPDX-License-Identifier: Apache-2.0
//
// Same recipe, same bits: for any number of threads, and with or without stops in between.

#include <algorithm>
#include <catch2/catch.hpp>

#include "isa/container/container.h"
#include "isa/container/error.h"
#include "tests/train/data/files.h"
#include "tests/train/small_training.h"
#include "train/session.h"

namespace isomer::train {
namespace {

TEST_CASE("one, two and three threads give the same network", "[train][same_bits]") {
  const auto one = bytes_of(train(small_recipe({"threads=1"})).network);
  CHECK(bytes_of(train(small_recipe({"threads=2"})).network) == one);
  CHECK(bytes_of(train(small_recipe({"threads=3"})).network) == one);
  CHECK(bytes_of(train(small_recipe({"seed=2"})).network) != one);
}

TEST_CASE("batch norm and residuals give the same bits on two threads", "[train][same_bits]") {
  const std::vector<std::string> mcl = {"loss.teacher=0.5", "quantised.optimizer=adam",
                                        "quantised.learning_rate=0.001"};
  std::vector<std::string> two = mcl;
  two.push_back("threads=2");
  std::vector<std::string> one = mcl;
  one.push_back("threads=1");
  CHECK(bytes_of(train(small_residual_recipe(two)).network) ==
        bytes_of(train(small_residual_recipe(one)).network));
}

TEST_CASE("where the data lies is no part of a network", "[train][same_bits]") {
  CHECK(bytes_of(train(small_recipe({"data.path=here"})).network) ==
        bytes_of(train(small_recipe({"data.path=there"})).network));
  CHECK_THROWS_WITH(load_test_images(small_recipe({"data.name=mnist"})), Catch::Contains("--data"));
}

// Stops a run at one step, as a kill would, and notes where the next one goes on.
class Killer : public Progress {
 public:
  Killer(std::string_view phase, std::int64_t step) : phase_(phase), step_(step) {}
  void update(const Report& report) override {
    if (report.phase == phase_ && report.step == step_) throw std::runtime_error("killed");
  }
  void resumed(std::string_view phase, std::int64_t step) override {
    resumed_phase = phase;
    resumed_at = step;
  }

  std::string resumed_phase;
  std::int64_t resumed_at = -1;

 private:
  std::string_view phase_;
  std::int64_t step_;
};

struct Kill {
  const char* phase;
  std::int64_t step;  // from 1
};

// Trains with kills, a checkpoint every 4 steps; each run goes on where the last checkpoint was.
Network train_with_kills(const Recipe& recipe, TrainingOptions options,
                         const std::vector<Kill>& kills) {
  options.checkpoint_steps = 4;
  options.resume = false;
  std::int64_t last_step = 0;
  std::string last_phase;
  for (const Kill& kill : kills) {
    Killer killer(kill.phase, kill.step);
    options.progress = &killer;
    CHECK_THROWS_WITH(train(recipe, options), "killed");
    if (options.resume && killer.resumed_phase == last_phase) {
      CHECK(killer.resumed_at <= last_step);
      CHECK(killer.resumed_at >= last_step - 4);  // at most one interval is done again
    }
    last_step = kill.step;
    last_phase = kill.phase;
    options.resume = true;
  }
  options.progress = nullptr;
  return train(recipe, options).network;
}

TEST_CASE("a run that is killed and resumed gives the same network", "[train][same_bits]") {
  const Recipe recipe = small_recipe();
  const auto whole = bytes_of(train(recipe).network);
  const TemporaryFolder folder;
  TrainingOptions options;
  options.checkpoint = folder.path() / "run.ckpt";
  options.log = folder.path() / "run.csv";
  options.json_log = folder.path() / "run.jsonl";
  CHECK(bytes_of(train_with_kills(recipe, options,
                                  {{"float", 7},
                                   {"float", 20},
                                   {"quantised", 1},
                                   {"quantised", 10},
                                   {"quantised", 14},
                                   {"quantised", 27}})) == whole);
  // Finished: resuming once more trains nothing and measures the same.
  options.resume = true;
  CHECK(bytes_of(train(recipe, options).network) == whole);

  const auto log = read_file(options.log);
  const std::string text(reinterpret_cast<const char*>(log.data()), log.size());
  CHECK(std::count(text.begin(), text.end(), '\n') == 1 + 2 + 3);
  const auto lines = read_file(options.json_log);
  const std::string json(reinterpret_cast<const char*>(lines.data()), lines.size());
  CHECK_THAT(json, Catch::Contains("\"resumed\":\"quantised\",\"step\":12"));

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

// Everything that a checkpoint of a quantised phase can hold: moments of Adam, running statistics,
// mixed parameters, a teacher to learn from, folded batch norm.
TEST_CASE("kills change nothing with batch norm, mixing and a teacher", "[train][same_bits]") {
  const std::vector<std::string> mixed = {
      "quantised.optimizer=adam",       "quantised.learning_rate=0.001", "loss.teacher=1",
      "quantised.output_average=shift", "mixing.ramp_epochs=1",          "mixing.ramp_share=0.5",
      "mixing.readjust_epochs=1"};
  const std::vector<std::string> largest_first = {
      "mixing.ramp_epochs=2", "mixing.ramp_share=0.4", "mixing.order=magnitude",
      "mixing.freeze_quantised=true", "quantised.learning_rate=0.2"};
  std::vector<std::string> absorbed = {"quantised.batch_norm=absorb"};
  for (const auto& overrides : {mixed, largest_first, absorbed}) {
    const Recipe recipe = small_residual_recipe(overrides);
    const auto whole = bytes_of(train(recipe).network);
    const TemporaryFolder folder;
    TrainingOptions options;
    options.checkpoint = folder.path() / "run.ckpt";
    std::vector<Kill> kills = {{"float", 7}, {"quantised", 6}, {"quantised", 11}};
    if (overrides == absorbed) kills.insert(kills.begin() + 1, {"statistics", 5});
    CHECK(bytes_of(train_with_kills(recipe, options, kills)) == whole);
  }
}

TEST_CASE("with held-out images the best epoch is kept beside the last", "[train][same_bits]") {
  const TemporaryFolder folder;
  TrainingOptions options;
  options.checkpoint = folder.path() / "run.ckpt";
  const TrainingResult result = train(small_recipe({"data.held_out=64"}), options);
  CHECK(std::filesystem::exists(folder.path() / "run.best.ckpt"));
  for (const EpochLog& epoch : result.log.epochs) CHECK(epoch.held_out_accuracy.has_value());
  options.checkpoint = folder.path() / "other.ckpt";
  train(small_recipe(), options);
  CHECK_FALSE(std::filesystem::exists(folder.path() / "other.best.ckpt"));
}

TEST_CASE("a diverging run stops with a sentence", "[train][hostile]") {
  CHECK_THROWS_WITH(train(small_recipe({"float.learning_rate=1000"})),
                    Catch::Contains("learning_rate"));
}

}  // namespace
}  // namespace isomer::train
