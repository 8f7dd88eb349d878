// SPDX-License-Identifier: Apache-2.0
//
// Progress of anything that takes over two seconds: a bar with rate and time left on a terminal,
// a plain line now and then elsewhere. Shorter work prints nothing.

#ifndef TOOLS_ISOMER_PROGRESS_H_
#define TOOLS_ISOMER_PROGRESS_H_

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <mutex>
#include <string>

namespace isomer {

class Progress {
 public:
  using Seconds = std::chrono::duration<double>;
  using Clock = std::function<Seconds()>;
  using Sink = std::function<void(const std::string& text)>;

  // Shows on standard error. `label` says what is done, `unit` of what ("images").
  Progress(std::string label, std::string unit, std::int64_t total);

  // For tests: any clock and sink.
  Progress(std::string label, std::string unit, std::int64_t total, bool is_terminal, Clock clock,
           Sink sink);

  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // So many are done. Any thread may call it.
  void update(std::int64_t done, const std::string& remark = {});
  void advance() { update(-1); }  // one more is done

 private:
  std::string line(double elapsed) const;

  std::string label_;
  std::string unit_;
  std::int64_t total_;
  bool is_terminal_;
  Clock clock_;
  Sink sink_;

  std::mutex mutex_;
  std::int64_t done_ = 0;
  std::string remark_;
  double start_ = 0;
  double next_ = 0;  // when to show again
  bool is_shown_ = false;
};

}  // namespace isomer

#endif  // TOOLS_ISOMER_PROGRESS_H_
