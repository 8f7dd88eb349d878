// SPDX-License-Identifier: Apache-2.0
//
// What `train` and `demo` show of training: bars while it runs, figures when it is done.

#ifndef TOOLS_ISOMER_TRAINING_H_
#define TOOLS_ISOMER_TRAINING_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "tools/isomer/progress.h"
#include "tools/isomer/report.h"
#include "train/session.h"

namespace isomer {

// One bar per phase.
class TrainingBars : public train::Progress {
 public:
  void update(const Report& report) override;
  void resumed(std::string_view phase, std::int64_t step) override;
  void finish() { bar_.reset(); }  // the last bar stays on the screen

 private:
  std::string phase_;
  std::unique_ptr<isomer::Progress> bar_;
};

// What a bar says beside its steps: epoch, loss, and training images per second of the epoch so
// far.
std::string remark_on(const train::Progress::Report& report);

// Recipe, seed, teacher, accuracies, CD, flips, ties, counts, speed.
isomer::Report to_report(const train::Recipe& recipe, const train::TrainingResult& result);

// Reads the data set from this folder instead, unless that is "". UsageError when it is drawn.
void use_data_folder(train::Recipe* recipe, const std::string& folder);

// 0.98853 is 98.85.
double percent(double fraction);

}  // namespace isomer

#endif  // TOOLS_ISOMER_TRAINING_H_
