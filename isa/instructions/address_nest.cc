// SPDX-License-Identifier: Apache-2.0

#include "isa/instructions/address_nest.h"

namespace isomer {

WordSet AddressNest::addresses(std::int32_t base) const {
  WordSet starts(size);
  for (const std::uint64_t plane : planes)
    for (const std::uint64_t row : rows)
      starts.add(static_cast<std::uint64_t>(base) + plane + row, 1);
  const std::vector<WordSet::Run> column_runs = columns.runs();
  WordSet result(size);
  for (const WordSet::Run& start : starts.runs())
    for (const WordSet::Run& column : column_runs)
      result.add(start.first + column.first, start.count + column.count - 1);
  return result;
}

std::vector<std::uint64_t> multiples(int count, std::int32_t stride) {
  std::vector<std::uint64_t> result;
  for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(count); ++i)
    result.push_back(i * static_cast<std::uint64_t>(stride));
  return result;
}

std::vector<std::uint64_t> input_coordinates(int outputs, int kernel, int stride, int origin,
                                             int limit) {
  std::vector<bool> exists(static_cast<std::size_t>(limit));
  for (int o = 0; o < outputs; ++o)
    for (int k = 0; k < kernel; ++k)
      if (const int at = o * stride + k + origin; 0 <= at && at < limit)
        exists[static_cast<std::size_t>(at)] = true;
  std::vector<std::uint64_t> result;
  for (std::size_t at = 0; at < exists.size(); ++at)
    if (exists[at]) result.push_back(at);
  return result;
}

}  // namespace isomer
