// SPDX-License-Identifier: Apache-2.0
//
// What a finished run has come to, on the test images.

#include <fmt/format.h>

#include <memory>
#include <vector>

#include "train/evaluate.h"
#include "train/trainer.h"

namespace isomer::train {

TrainingResult Trainer::result(bool wants_layers) {
  TrainingResult result;
  result.teacher = state_.teacher;
  result.teacher_hash = hash_of(state_.teacher);
  result.network = steps_.model().export_network();
  validate(result.network);
  std::vector<Prediction> of_teacher;
  {
    const std::unique_ptr<Model> teacher = steps_.make_teacher(state_.teacher, teacher_origin_);
    of_teacher = predict_float(*teacher, team_, data_.test);
    if (wants_layers) {
      result.layers = layer_quality(*teacher, result.network, team_, data_.test, kQualityImages);
      result.densities = densities(state_.teacher, result.network);
    }
  }
  const std::vector<Prediction> of_network = predict_integer(result.network, team_, data_.test);
  result.float_accuracy = accuracy(of_teacher, data_.test.labels);
  result.integer_accuracy = accuracy(of_network, data_.test.labels);
  result.comparison =
      compare_predictions(of_teacher, of_network, data_.test.labels, data_.test.classes);
  result.float_images_per_second = state_.float_effort.images_per_second();
  result.quantised_images_per_second = state_.quantised_effort.images_per_second();
  for (const EpochLog& epoch : state_.log.epochs) {
    if (epoch.phase != "quantised") continue;
    result.quantised_steps += epoch.steps;
    result.representable_steps += epoch.representable_steps;
  }
  result.counts = steps_.model().counts();
  result.log = state_.log;
  const auto percent = [](double fraction) { return fmt::format("{:.4f}", 100 * fraction); };
  const Comparison& c = result.comparison;
  result.network.provenance = {{"recipe", state_.recipe},
                               {"teacher", result.teacher_hash},
                               {"classification_difference_percent", percent(c.share(c.different))},
                               {"test_images", std::to_string(result.integer_accuracy.images)}};
  if (data_.test.has_labels()) {
    result.network.provenance["float_accuracy_percent"] = percent(result.float_accuracy.top1);
    result.network.provenance["integer_accuracy_percent"] = percent(result.integer_accuracy.top1);
    result.network.provenance["flip_rate_percent"] = percent(c.share(c.flips));
  }
  return result;
}

}  // namespace isomer::train
