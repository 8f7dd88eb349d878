// SPDX-License-Identifier: Apache-2.0

#ifndef TRAIN_METRICS_REPORT_H_
#define TRAIN_METRICS_REPORT_H_

#include <filesystem>

#include "train/recipe/recipe.h"
#include "train/session.h"

namespace isomer::train {

// Writes what a run found into `folder`, which is made where it is missing:
//   report.json             all of it but the matrices and histograms
//   log.csv                 one line per epoch
//   classes.csv             right answers of teacher and network, by class        (with labels)
//   confusion_teacher.csv, confusion_network.csv, confusion_difference.csv        (with labels)
//   layers.csv              SQNR of every tensor
//   densities.csv           histograms of parameters, one line per bin
void save_report(const Recipe& recipe, const TrainingResult& result,
                 const std::filesystem::path& folder);

}  // namespace isomer::train

#endif  // TRAIN_METRICS_REPORT_H_
