// SPDX-License-Identifier: Apache-2.0

#include "train/recipe/fields.h"

#include <fmt/format.h>

#include "isa/zoo/zoo.h"

namespace isomer::train {
namespace {

using Fields = std::vector<RecipeField>;

constexpr double kMaxEpochs = 10000;

void add_data(Fields& fields, DataRecipe& data) {
  const std::string s = "data";
  fields.push_back({s,
                    "name",
                    &data.name,
                    0,
                    0,
                    {"glyphs", "mnist", "fashion-mnist", "cifar10", "cifar100", "folder"}});
  fields.push_back({s, "path", &data.path});
  fields.push_back({s, "held_out", &data.held_out, 0, 1e7});
  fields.push_back({s, "permute_labels", &data.permute_labels});
  fields.push_back({s, "flip", &data.flip});
  fields.push_back({s, "crop", &data.crop, 0, 64});
  fields.push_back({s, "glyph_size", &data.glyph_size, 8, 256});
  fields.push_back({s, "glyph_train_images", &data.glyph_train_images, 16, 1e6});
  fields.push_back({s, "glyph_test_images", &data.glyph_test_images, 1, 1e6});
  fields.push_back({s, "height", &data.height, 8, 1024});
  fields.push_back({s, "width", &data.width, 8, 1024});
  fields.push_back({s, "channels", &data.channels, 1, 3});
  fields.push_back({s, "classes", &data.classes, 0, 65535});
}

void add_phase(Fields& fields, const std::string& section, PhaseRecipe& phase) {
  fields.push_back({section, "epochs", &phase.epochs, 0, kMaxEpochs});
  fields.push_back({section, "learning_rate", &phase.learning_rate, 0, 1000});
  fields.push_back(
      {section, "schedule", &phase.schedule, 0, 0, {"cosine", "step", "one-cycle", "constant"}});
  fields.push_back({section, "warm_up_epochs", &phase.warm_up_epochs, 0, kMaxEpochs});
  fields.push_back({section, "step_epochs", &phase.step_epochs, 1, kMaxEpochs});
  fields.push_back({section, "step_factor", &phase.step_factor, 0, 1});
  fields.push_back({section, "optimizer", &phase.optimizer, 0, 0, {"sgd", "adam"}});
  fields.push_back({section, "momentum", &phase.momentum, 0, 1});
  fields.push_back({section, "nesterov", &phase.nesterov});
  fields.push_back({section, "beta1", &phase.beta1, 0, 0.99999});
  fields.push_back({section, "beta2", &phase.beta2, 0, 0.9999999});
  fields.push_back({section, "epsilon", &phase.epsilon, 1e-30, 1});
  fields.push_back({section, "weight_decay", &phase.weight_decay, 0, 1});
  fields.push_back({section, "decayed", &phase.decayed, 0, 0, {"all", "weights"}});
}

void add_quantised(Fields& fields, Recipe& r) {
  const std::string s = "quantised";
  add_phase(fields, s, r.quantised_phase);
  fields.push_back({s, "frozen_epochs", &r.frozen_epochs, 0, kMaxEpochs});
  fields.push_back({s, "frozen_statistics_epochs", &r.frozen_statistics_epochs, 0, kMaxEpochs});
  fields.push_back({s, "batch_norm", &r.batch_norm, 0, 0, {"affine", "absorb"}});
  fields.push_back({s, "calibration_batches", &r.calibration_batches, 1, 1e6});
  fields.push_back({s, "output_average", &r.output_average, 0, 0, {"exponent", "shift"}});
  fields.push_back({s, "exponents", &r.exponents, 0, 0, {"search", "ceil", "floor"}});
}

void add_mixing(Fields& fields, MixingRecipe& mixing) {
  const std::string s = "mixing";
  fields.push_back({s, "ramp_epochs", &mixing.ramp_epochs, 0, kMaxEpochs});
  fields.push_back({s, "ramp_share", &mixing.ramp_share, 0, 1});
  fields.push_back({s, "ramp_step_epochs", &mixing.ramp_step_epochs, 1, kMaxEpochs});
  fields.push_back({s, "readjust_epochs", &mixing.readjust_epochs, 0, kMaxEpochs});
  fields.push_back({s, "readjusted", &mixing.readjusted, 0, 1});
  fields.push_back({s, "order", &mixing.order, 0, 0, {"random", "magnitude"}});
  fields.push_back({s, "filler", &mixing.filler, 0, 0, {"float", "ise16"}});
  fields.push_back({s, "freeze_quantised", &mixing.freeze_quantised});
}

void add_bits(Fields& fields, const std::string& section, UnitBits& bits) {
  fields.push_back({section, "weights", &bits.weights, 2, 16});
  fields.push_back({section, "activations", &bits.output, 2, 16});
  fields.push_back({section, "bias", &bits.bias, 2, 16});
  fields.push_back({section, "batch_norm", &bits.batch_norm, 2, 16});
  fields.push_back({section, "narrow", &bits.narrow, 2, 24});
  fields.push_back({section, "accumulator", &bits.accumulator, 16, 48});
  fields.push_back({section, "unsigned_relu", &bits.unsigned_relu});
}

}  // namespace

std::vector<RecipeField> fields_of(Recipe& r) {
  Fields fields = {
      {"", "name", &r.name},
      {"", "seed", &r.seed},
      {"", "threads", &r.threads, 1, 256},
      {"", "batch", &r.batch, 16, 65536},
      {"", "model", &r.model, 0, 0, trainable_topologies()},
      {"", "backward", &r.backward, 0, 0, {"fp32", "bf16"}},
      {"", "teacher", &r.teacher},
  };
  add_data(fields, r.data);
  add_phase(fields, "float", r.float_phase);
  add_quantised(fields, r);
  add_mixing(fields, r.mixing);
  fields.push_back({"loss", "teacher", &r.loss.teacher, 0, 1e6});
  fields.push_back({"loss", "labels", &r.loss.labels, 0, 1e6});
  add_bits(fields, "bits", r.bits);
  fields.push_back({"bits", "input", &r.input_bits, 2, 16});
  fields.push_back({"bits", "logits", &r.logit_bits, 2, 16});
  return fields;
}

std::vector<RecipeField> fields_of(LayerRecipe& layer) {
  Fields fields;
  add_bits(fields, fmt::format("{}.{}", kLayers, layer.name), layer.bits);
  return fields;
}

}  // namespace isomer::train
