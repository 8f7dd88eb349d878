// SPDX-License-Identifier: Apache-2.0
//
// A regression as it goes: a table that redraws itself on a terminal, a line now and then
// elsewhere.

#ifndef TOOLS_ISOMER_REGRESS_TABLE_H_
#define TOOLS_ISOMER_REGRESS_TABLE_H_

#include <cstdint>
#include <functional>
#include <string>

#include "tools/isomer/regress_pool.h"

namespace isomer {

class RegressTable {
 public:
  using Sink = std::function<void(const std::string& text)>;

  // `done` tests were done before this regression; they do not count in the rate.
  RegressTable(std::uint64_t done, int jobs, bool is_terminal, Sink sink);

  // `seconds` since the start.
  void show(const RegressPool& pool, double seconds);

 private:
  std::string table(const RegressPool& pool, double seconds) const;
  std::string line(const RegressPool& pool, double seconds) const;
  double seconds_left(const RegressResults& results, double seconds) const;

  std::uint64_t done_before_;
  int jobs_;
  bool is_terminal_;
  Sink sink_;
  int lines_ = 0;  // shown
  double next_ = 0;
};

// "3:07 min", "12 s".
std::string duration(double seconds);

}  // namespace isomer

#endif  // TOOLS_ISOMER_REGRESS_TABLE_H_
