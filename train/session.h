// SPDX-License-Identifier: Apache-2.0
//
// What the tools need of training: run a recipe, measure its network, and look at the tensors that
// the training graph retains.

#ifndef TRAIN_SESSION_H_
#define TRAIN_SESSION_H_

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "isa/network/network.h"
#include "train/recipe/recipe.h"

namespace isomer::train {

// Told how far training is, about once per step, from the calling thread.
class Progress {
 public:
  struct Report {
    std::string_view phase;  // "float" or "quantised"
    int epoch = 0;           // of the phase, from 0
    int epochs = 0;
    std::int64_t step = 0;  // of the phase, from 1
    std::int64_t steps = 0;
    double loss = 0;  // mean of the epoch so far
    double images_per_second = 0;
  };

  virtual ~Progress() = default;
  virtual void update(const Report& report) = 0;
};

struct TrainingOptions {
  std::filesystem::path checkpoint;  // written after each epoch, atomically; empty: none
  std::filesystem::path log;         // CSV, one line per epoch; empty: none
  bool resume = false;               // go on from `checkpoint`, which must exist
  Progress* progress = nullptr;
};

// How a network does on labelled images. Fractions of `images`, in [0, 1]; argmax ties go to the
// lowest index.
struct Accuracy {
  std::int64_t images = 0;
  double top1 = 0;
  double ties = 0;  // images whose largest logit is not unique
};

struct TrainingResult {
  Network network;            // E_t; its provenance holds the recipe and the figures below
  Accuracy float_accuracy;    // the float model before quantisation: the teacher
  Accuracy integer_accuracy;  // E_t executed by sim/runner
  double classification_difference = 0;  // CD: fraction whose argmax differs from the teacher's
  double float_images_per_second = 0;  // of training steps: augmentation, forward, backward, update
  double quantised_images_per_second = 0;
  std::int64_t saturated_biases = 0;  // over all steps: biases that met their clamp
  std::int64_t raised_exponents = 0;  // over all steps: se_out raised because s was negative
};

// Trains the float model, then the quantised one, and measures both on the test images. The same
// recipe gives the same bits for any number of threads, resumed or not.
TrainingResult train(const Recipe& recipe, const TrainingOptions& options = {});

// The recipe that a trained network carries; Error when it was not made by train().
Recipe recipe_of(const Network& network);

// Test images as the network's input integers (training.md, "Ends of the network").
struct TestImages {
  std::vector<std::vector<std::int32_t>> images;  // [channel][row][column] each
  std::vector<int> labels;
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
