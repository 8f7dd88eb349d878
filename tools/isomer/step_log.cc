// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/step_log.h"

#include <fmt/core.h>

#include <cerrno>
#include <cstring>

#include "isa/container/error.h"

namespace isomer {

StepLog::StepLog(const std::filesystem::path& path, train::Progress* next)
    : path_(path), file_(std::fopen(path.c_str(), "ab")), next_(next) {
  if (file_ == nullptr) {
    throw Error(fmt::format("{}: cannot be written: {}", path.string(), std::strerror(errno)));
  }
  if (std::ftell(file_) == 0) fmt::print(file_, "event,phase,step,loss\n");
  flush();
}

StepLog::~StepLog() { std::fclose(file_); }

void StepLog::update(const Report& report) {
  fmt::print(file_, "step,{},{},{:.6g}\n", report.phase, report.step, report.loss);
  flush();
  next_->update(report);
}

void StepLog::resumed(std::string_view phase, std::int64_t step) {
  fmt::print(file_, "resume,{},{},\n", phase, step);
  flush();
  next_->resumed(phase, step);
}

void StepLog::flush() {
  if (std::fflush(file_) == 0) return;
  throw Error(fmt::format("{}: cannot be written: {}", path_.string(), std::strerror(errno)));
}

}  // namespace isomer
