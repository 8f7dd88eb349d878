// SPDX-License-Identifier: Apache-2.0

#include "train/recipe/fields.h"

#include <utility>

#include "train/model/description.h"

namespace isomer::train {
namespace {

void add_phase(std::vector<RecipeField>& fields, const std::string& section, PhaseRecipe& phase,
               int least_epochs) {
  fields.push_back({section, "epochs", &phase.epochs, static_cast<double>(least_epochs), 10000});
  fields.push_back({section, "learning_rate", &phase.learning_rate, 0, 1000});
  fields.push_back({section, "schedule", &phase.schedule, 0, 0, {"cosine", "step", "constant"}});
  fields.push_back({section, "step_epochs", &phase.step_epochs, 1, 10000});
  fields.push_back({section, "step_factor", &phase.step_factor, 0, 1});
  fields.push_back({section, "momentum", &phase.momentum, 0, 1});
  fields.push_back({section, "weight_decay", &phase.weight_decay, 0, 1});
}

}  // namespace

std::vector<RecipeField> fields_of(Recipe& r) {
  std::vector<RecipeField> fields = {
      {"", "name", &r.name},
      {"", "seed", &r.seed},
      {"", "threads", &r.threads, 1, 256},
      {"", "batch", &r.batch, 16, 65536},
      {"", "model", &r.model, 0, 0, model_names()},
      {"data", "name", &r.data, 0, 0, {"glyphs", "mnist", "fashion-mnist", "cifar10"}},
      {"data", "path", &r.data_path},
      {"data", "flip", &r.flip},
      {"data", "crop", &r.crop, 0, 16},
      {"data", "glyph_size", &r.glyph_size, 8, 256},
      {"data", "glyph_train_images", &r.glyph_train_images, 16, 1000000},
      {"data", "glyph_test_images", &r.glyph_test_images, 1, 1000000},
  };
  add_phase(fields, "float", r.float_phase, 0);
  add_phase(fields, "quantised", r.quantised_phase, 1);
  fields.push_back({"quantised", "frozen_epochs", &r.frozen_epochs, 0, 10000});
  for (const auto& [key, bits] :
       {std::pair{"weights", &r.weight_bits}, std::pair{"activations", &r.activation_bits},
        std::pair{"input", &r.input_bits}, std::pair{"logits", &r.logit_bits}}) {
    fields.push_back({"bits", key, bits, 2, 8});
  }
  fields.push_back({"bits", "bias", &r.bias_bits, 2, 16});
  return fields;
}

}  // namespace isomer::train
