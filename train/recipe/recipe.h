// SPDX-License-Identifier: Apache-2.0
//
// Everything that decides the result of a training run: a TOML file and key=value overrides. Two
// runs of equal recipes on one kind of CPU give the same bits; `threads` changes only the speed.

#ifndef TRAIN_RECIPE_RECIPE_H_
#define TRAIN_RECIPE_RECIPE_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "train/quantizers/bits.h"

namespace isomer::train {

// [data]
struct DataRecipe {
  // "glyphs" (drawn, no files), "mnist", "fashion-mnist", "cifar10", "cifar100", or "folder":
  // pictures, as train/data/folder.h describes.
  std::string name = "glyphs";
  std::string path;             // folder, needed to load; unused by glyphs, no part of a network
  int held_out = 0;             // training images kept out, to measure on while training
  bool permute_labels = false;  // of the training images: shows that a loss does not read them
  bool flip = false;            // mirror half of the training images
  int crop = 0;                 // shift training images by up to so many pixels, zeros enter
  int glyph_size = 28;
  int glyph_train_images = 12000;
  int glyph_test_images = 2000;
  // Of "folder".
  int height = 224;
  int width = 224;
  int channels = 3;  // 1: grey
  int classes = 0;   // of pictures without labels, which must be known then

  friend bool operator==(const DataRecipe&, const DataRecipe&) = default;
};

// One phase of training: [float] or [quantised]. Its learning rate: train/schedule.h.
struct PhaseRecipe {
  int epochs = 0;
  double learning_rate = 0.05;
  std::string schedule = "cosine";  // "cosine" to zero, "step", "one-cycle" or "constant"
  double warm_up_epochs = 0;        // a linear rise at the beginning
  int step_epochs = 20;             // "step": every so many epochs ...
  double step_factor = 0.1;         // ... times this
  std::string optimizer = "sgd";    // or "adam"
  double momentum = 0.9;            // of sgd
  bool nesterov = false;            // of sgd
  double beta1 = 0.9;               // of adam
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weight_decay = 4e-5;
  std::string decayed = "all";  // or "weights": neither biases nor gamma nor beta

  friend bool operator==(const PhaseRecipe&, const PhaseRecipe&) = default;
};

// [mixing]: which parameters are quantised while the quantised phase begins (training.md, "Mixed
// phase"). In epoch e of the ramp the share is min(1, ramp_share (1 + floor(e /
// ramp_step_epochs))); then all are, but for a share drawn anew in every epoch of the
// re-adjustment; then all.
struct MixingRecipe {
  int ramp_epochs = 0;  // 0: no ramp
  double ramp_share = 0.1;
  int ramp_step_epochs = 2;
  int readjust_epochs = 0;
  double readjusted = 0.1;
  std::string order = "random";   // or "magnitude": the largest weights first
  std::string filler = "float";   // or "ise16", which the machine can run
  bool freeze_quantised = false;  // quantised weights learn no more (INQ)

  friend bool operator==(const MixingRecipe&, const MixingRecipe&) = default;
};

// [loss] of the quantised phase: teacher * MCL + labels * cross-entropy. A part of weight 0 is not
// computed: without `labels` nothing of them is read.
struct LossRecipe {
  double teacher = 0;  // rho
  double labels = 1;   // 1 - rho where a recipe gives only rho

  friend bool operator==(const LossRecipe&, const LossRecipe&) = default;
};

// [layers."NAME"]: bits of single layers. A '*' at the end of a name stands for any ending.
struct LayerRecipe {
  std::string name;
  UnitBits bits;

  friend bool operator==(const LayerRecipe&, const LayerRecipe&) = default;
};

struct Recipe {
  std::string name = "unnamed";
  std::uint64_t seed = 1;
  int threads = 2;
  int batch = 128;  // a multiple of 16
  std::string model = "lenet5";
  std::string backward = "fp32";  // or "bf16", of both phases
  // A float model that an earlier run has saved, in place of the float phase. In the recipe of a
  // network: the teacher's hash.
  std::string teacher;

  DataRecipe data;
  PhaseRecipe float_phase;      // [float]: the teacher, and the start of the quantised phase
  PhaseRecipe quantised_phase;  // [quantised]; 0 epochs: only exponents are chosen

  // [quantised], beyond what a phase has.
  int frozen_epochs = 1;              // last epochs, exponents frozen
  int frozen_statistics_epochs = 1;   // last epochs, batch norm on running statistics
  std::string batch_norm = "affine";  // or "absorb": folded into the weights before this phase
  int calibration_batches = 32;       // of 0 epochs
  std::string output_average = "exponent";  // what averages follow: se_out; or "shift", the paper's
  std::string exponents = "search";         // the rule for every tensor: or "ceil", "floor"

  MixingRecipe mixing;
  LossRecipe loss;

  // [bits]
  UnitBits bits;  // `output`: activations
  int input_bits = 8;
  int logit_bits = 8;
  std::vector<LayerRecipe> layers;
};

// Parses TOML and applies overrides such as "float.epochs=3", "seed=7" or
// "layers.conv1.weights=4", in order. Error, in one sentence, for unknown keys (with the nearest
// known one), wrong types and values out of range. `file` is only for messages.
Recipe parse_recipe(std::string_view toml, std::string_view file,
                    std::span<const std::string> overrides = {});

// A stock recipe by name (embedded at build time from train/recipe), or, when `name_or_path` ends
// in .toml, a file.
Recipe find_recipe(const std::string& name_or_path, std::span<const std::string> overrides = {});
std::vector<std::string> stock_recipes();

// The complete recipe as TOML; parse_recipe gives it back.
std::string to_toml(const Recipe& recipe);

// The bits of a layer of that name: of the [layers] table whose name fits best (the very name, then
// the longest with a '*'), otherwise [bits]. `is_last`: its output are the logits, whose bits
// [bits] alone decides.
UnitBits bits_of_layer(const Recipe& recipe, std::string_view layer, bool is_last);

// Error when a [layers] table fits none of these.
void check_layers(const Recipe& recipe, std::span<const std::string> layers);

}  // namespace isomer::train

#endif  // TRAIN_RECIPE_RECIPE_H_
