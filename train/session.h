// SPDX-License-Identifier: Apache-2.0
//
// What the tools need of training: run a recipe, measure its network, and look at the tensors that
// the training graph retains.

#ifndef TRAIN_SESSION_H_
#define TRAIN_SESSION_H_

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "isa/network/network.h"
#include "train/log.h"
#include "train/metrics/comparison.h"
#include "train/metrics/densities.h"
#include "train/metrics/layer_quality.h"
#include "train/metrics/prediction.h"
#include "train/model/model.h"
#include "train/recipe/recipe.h"
#include "train/teacher.h"

namespace isomer::train {

// Told how far training is, about once per step, from the calling thread.
class Progress {
 public:
  struct Report {
    std::string_view phase;  // "float", "statistics", "calibration" or "quantised"
    int epoch = 0;           // of the phase, from 0
    int epochs = 0;
    std::int64_t step = 0;  // of the phase, from 1
    std::int64_t steps = 0;
    double loss = 0;  // mean of the epoch so far
    double images_per_second = 0;
  };

  virtual ~Progress() = default;
  virtual void update(const Report& report) = 0;
  // Once, when a run goes on from a checkpoint: the first step that it does.
  virtual void resumed(std::string_view phase, std::int64_t step) {
    static_cast<void>(phase);
    static_cast<void>(step);
  }
};

// Looks at quantised steps between the forward and the backward pass.
class StepObserver {
 public:
  virtual ~StepObserver() = default;
  // `step` counts from 0 within the quantised phase; `is_frozen`: the exponents are.
  virtual void after_forward(const Model& model, std::int64_t step, bool is_frozen) = 0;
};

struct TrainingOptions {
  // Written atomically; empty: none. Beside it, with ".best" before its ending, that of the epoch
  // with the best accuracy on held-out images, where there are any.
  std::filesystem::path checkpoint;
  std::int64_t checkpoint_steps = 0;   // between two checkpoints; 0: at the ends of epochs alone
  std::filesystem::path log;           // CSV, one line per epoch; empty: none
  std::filesystem::path json_log;      // JSON lines; empty: none
  std::filesystem::path save_teacher;  // the float model, for other recipes' `teacher`
  bool wants_layers = false;           // TrainingResult::layers and ::densities
  bool resume = false;                 // go on from `checkpoint`, which must exist
  Progress* progress = nullptr;
  StepObserver* observer = nullptr;
  std::int64_t observe_every = 0;  // one random step of so many; 0: none
};

struct TrainingResult {
  Network network;  // E_t; its provenance holds the recipe and the figures below
  Teacher teacher;  // the float model before quantisation
  std::string teacher_hash;
  Accuracy float_accuracy;             // of the teacher on the test images
  Accuracy integer_accuracy;           // of E_t executed by sim/runner on the test images
  Comparison comparison;               // of the two; .different is CD
  double float_images_per_second = 0;  // of training steps: augmentation, forward, backward, update
  double quantised_images_per_second = 0;
  std::int64_t quantised_steps = 0;
  std::int64_t representable_steps = 0;  // of these: an integer network equals them
  UnitCounts counts;                     // over all quantised steps
  TrainingLog log;
  // Where TrainingOptions::wants_layers; SQNR on kQualityImages test images.
  std::vector<LayerQuality> layers;
  std::vector<Density> densities;
};
inline constexpr int kQualityImages = 64;

// Trains the float model, then the quantised one, and measures both on the test images. The same
// recipe gives the same bits for any number of threads, resumed or not.
TrainingResult train(const Recipe& recipe, const TrainingOptions& options = {});

// The recipe that a trained network carries; Error when it was not made by train().
Recipe recipe_of(const Network& network);

// Test images as the network's input integers (training.md, "Ends of the network").
struct TestImages {
  std::vector<std::vector<std::int32_t>> images;  // [channel][row][column] each
  std::vector<std::uint16_t> labels;              // or none
};

// The first `count` test images of the recipe's data (all when count < 0 or there are fewer).
TestImages load_test_images(const Recipe& recipe, int count = -1);

// E_t by the runner, on `threads` threads.
Accuracy measure(const Network& network, const TestImages& test, int threads = 1);

// The forward pass of the training graph with the network's integers: for every image, the integer
// tensors that a training step would retain, [image][Network::tensors index][c][h][w].
std::vector<std::vector<std::vector<std::int32_t>>> training_tensors(
    const Network& network, std::span<const std::vector<std::int32_t>> images, int threads = 1);

}  // namespace isomer::train

#endif  // TRAIN_SESSION_H_
