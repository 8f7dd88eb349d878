// SPDX-License-Identifier: Apache-2.0
//
// `--step-log`: a CSV line per training step, appended as it happens, so that a run can be watched,
// drawn, and its interruptions be followed.

#ifndef TOOLS_ISOMER_STEP_LOG_H_
#define TOOLS_ISOMER_STEP_LOG_H_

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string_view>

#include "train/session.h"

namespace isomer {

// Columns: event ("step", or "resume" where a run goes on from a checkpoint), phase, step (from 1;
// of "resume" the steps that are done), loss (mean of the epoch so far).
class StepLog : public train::Progress {
 public:
  // Appends to the file; everything is also told to `next`. Error when it cannot be written.
  StepLog(const std::filesystem::path& path, train::Progress* next);
  ~StepLog() override;
  StepLog(const StepLog&) = delete;
  StepLog& operator=(const StepLog&) = delete;

  void update(const Report& report) override;
  void resumed(std::string_view phase, std::int64_t step) override;

 private:
  void flush();

  std::filesystem::path path_;
  std::FILE* file_;
  train::Progress* next_;
};

}  // namespace isomer

#endif  // TOOLS_ISOMER_STEP_LOG_H_
