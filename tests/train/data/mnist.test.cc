// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <catch2/catch.hpp>

#include "train/data/idx.h"

namespace isomer::train {
namespace {

TEST_CASE("MNIST as published is read, where it is present", "[train][data][mnist]") {
  const std::filesystem::path folder = ISOMER_SHARED_DATA "/mnist";
  if (!std::filesystem::is_directory(folder)) {
    WARN("skipped: there is no " << folder);
    return;
  }
  const DatasetPair data = load_idx(folder, "mnist");
  CHECK(data.train.size() == 60000);
  CHECK(data.test.size() == 10000);
  CHECK(data.train.height == 28);
  CHECK(data.train.width == 28);
  // Known facts of the test set: its first labels, and how many digits are a seven.
  const std::vector<std::uint16_t> first = {7, 2, 1, 0, 4};
  CHECK(std::ranges::equal(first, std::span(data.test.labels).first(5)));
  CHECK(std::ranges::count(data.test.labels, 7) == 1028);
}

}  // namespace
}  // namespace isomer::train
