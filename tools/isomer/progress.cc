// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/progress.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>

namespace isomer {
namespace {

constexpr double kSilent = 2;            // seconds before anything is shown
constexpr double kTerminalPeriod = 0.2;  // seconds between two bars
constexpr double kLinePeriod = 10;       // seconds between two plain lines
constexpr int kBarWidth = 24;

Progress::Seconds steady_now() { return std::chrono::steady_clock::now().time_since_epoch(); }

void to_standard_error(const std::string& text) {
  std::fputs(text.c_str(), stderr);
  std::fflush(stderr);
}

std::string duration(double seconds) {
  const auto whole = static_cast<std::int64_t>(seconds + 0.5);
  if (whole < 60) return fmt::format("{} s", whole);
  return fmt::format("{}:{:02} min", whole / 60, whole % 60);
}

}  // namespace

Progress::Progress(std::string label, std::string unit, std::int64_t total)
    : Progress(std::move(label), std::move(unit), total, isatty(STDERR_FILENO) != 0, steady_now,
               to_standard_error) {}

Progress::Progress(std::string label, std::string unit, std::int64_t total, bool is_terminal,
                   Clock clock, Sink sink)
    : label_(std::move(label)),
      unit_(std::move(unit)),
      total_(total),
      is_terminal_(is_terminal),
      clock_(std::move(clock)),
      sink_(std::move(sink)),
      start_(clock_().count()),
      next_(start_ + kSilent) {}

Progress::~Progress() {
  if (!is_shown_) return;
  const double elapsed = clock_().count() - start_;
  const std::string text = line(elapsed);
  sink_(is_terminal_ ? "\r" + text + "\033[K\n" : text + "\n");
}

void Progress::update(std::int64_t done, const std::string& remark) {
  const std::lock_guard lock(mutex_);
  done_ = done < 0 ? done_ + 1 : done;
  remark_ = remark;
  const double now = clock_().count();
  if (now < next_) return;
  next_ = now + (is_terminal_ ? kTerminalPeriod : kLinePeriod);
  is_shown_ = true;
  const std::string text = line(now - start_);
  sink_(is_terminal_ ? "\r" + text + "\033[K" : text + "\n");
}

std::string Progress::line(double elapsed) const {
  const double share =
      total_ > 0 ? std::min(1.0, static_cast<double>(done_) / static_cast<double>(total_)) : 0;
  const double rate = elapsed > 0 ? static_cast<double>(done_) / elapsed : 0;
  std::string text = label_ + "  ";
  if (is_terminal_) {
    const int filled = static_cast<int>(share * kBarWidth);
    text += fmt::format("[{:#<{}}{:.<{}}] ", "", filled, "", kBarWidth - filled);
  }
  text += fmt::format("{}/{} {}", done_, total_, unit_);
  if (rate > 0) text += fmt::format(", {:.{}f}/s", rate, rate < 10 ? 1 : 0);
  if (done_ < total_ && rate > 0) {
    text += ", " + duration(static_cast<double>(total_ - done_) / rate) + " left";
  } else if (done_ >= total_) {
    text += ", took " + duration(elapsed);
  }
  if (!remark_.empty()) text += ", " + remark_;
  return text;
}

}  // namespace isomer
