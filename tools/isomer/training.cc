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
  bar_->update(report.step, remark_on(report));
}

void TrainingBars::resumed(std::string_view phase, std::int64_t step) {
  fmt::print(stderr, "resuming in step {} of the {} phase\n", step, phase);
}

std::string remark_on(const train::Progress::Report& report) {
  return fmt::format("epoch {}/{}, loss {:.3f}, {:.0f} images/s", report.epoch + 1, report.epochs,
                     report.loss, report.images_per_second);
}

isomer::Report to_report(const train::Recipe& recipe, const train::TrainingResult& result) {
  const train::Comparison& c = result.comparison;
  const bool has_labels = result.integer_accuracy.has_labels;
  const auto of_labels = [&](double fraction) {
    return has_labels ? isomer::Report(percent(fraction)) : isomer::Report();
  };
  isomer::Report report;
  report["recipe"] = recipe.name;
  report["data"] = recipe.data.name;
  report["seed"] = recipe.seed;
  report["teacher"] = result.teacher_hash;
  report["test images"] = result.integer_accuracy.images;
  report["fp32 accuracy, %"] = of_labels(result.float_accuracy.top1);
  report["integer accuracy, %"] = of_labels(result.integer_accuracy.top1);
  report["fp32 top-5 accuracy, %"] = of_labels(result.float_accuracy.top5);
  report["integer top-5 accuracy, %"] = of_labels(result.integer_accuracy.top5);
  report["classification difference, %"] = percent(c.share(c.different));
  report["flip rate, %"] = of_labels(c.share(c.flips));
  report["per-class discrepancy, %"] = of_labels(c.share(c.discrepancy));
  report["images with tied logits, %"] = percent(result.integer_accuracy.ties);
  report["representable steps"] = result.representable_steps;
  report["quantised steps"] = result.quantised_steps;
  report["saturated biases"] = result.counts.saturated_biases;
  report["raised exponents"] = result.counts.raised_exponents;
  report["limited residuals"] = result.counts.limited_residuals;
  report["limited channels"] = result.counts.limited_channels;
  report["float training images/s"] = rounded(result.float_images_per_second, 0);
  report["quantised training images/s"] = rounded(result.quantised_images_per_second, 0);
  return report;
}

void use_data_folder(train::Recipe* recipe, const std::string& folder) {
  if (folder.empty()) return;
  if (recipe->data.name == "glyphs") {
    throw UsageError(fmt::format("--data {}: glyphs are drawn, not read; leave it out", folder));
  }
  recipe->data.path = folder;
}

double percent(double fraction) { return rounded(100 * fraction, 2); }

}  // namespace isomer
