// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/training.h"

#include <fmt/core.h>

#include "tools/isomer/options.h"

namespace isomer {

void TrainingBars::update(const Report& report) {
  if (phase_ != report.phase) {
    bar_.reset();  // prints its last line before the next bar begins
    phase_ = report.phase;
    bar_ = std::make_unique<isomer::Progress>("train " + phase_, "steps", report.steps);
  }
  bar_->update(report.step, fmt::format("epoch {}/{}, loss {:.3f}", report.epoch + 1, report.epochs,
                                        report.loss));
}

isomer::Report to_report(const train::Recipe& recipe, const train::TrainingResult& result) {
  isomer::Report report;
  report["recipe"] = recipe.name;
  report["data"] = recipe.data;
  report["seed"] = recipe.seed;
  report["test images"] = result.integer_accuracy.images;
  report["fp32 accuracy, %"] = percent(result.float_accuracy.top1);
  report["integer accuracy, %"] = percent(result.integer_accuracy.top1);
  report["classification difference, %"] = percent(result.classification_difference);
  report["images with tied logits, %"] = percent(result.integer_accuracy.ties);
  report["float training images/s"] = rounded(result.float_images_per_second, 0);
  report["quantised training images/s"] = rounded(result.quantised_images_per_second, 0);
  return report;
}

void use_data_folder(train::Recipe* recipe, const std::string& folder) {
  if (folder.empty()) return;
  if (recipe->data == "glyphs") {
    throw UsageError(fmt::format("--data {}: glyphs are drawn, not read; leave it out", folder));
  }
  recipe->data_path = folder;
}

double percent(double fraction) { return rounded(100 * fraction, 2); }

}  // namespace isomer
