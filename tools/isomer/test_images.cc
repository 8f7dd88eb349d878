// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/test_images.h"

#include <fmt/core.h>

#include <charconv>
#include <memory>

#include "isa/zoo/random_network.h"
#include "sim/runner/runner.h"
#include "tools/isomer/options.h"
#include "tools/isomer/training.h"
#include "train/session.h"

namespace isomer {

bool is_random(const Network& network) {
  const auto weights = network.provenance.find("weights");
  return weights != network.provenance.end() && weights->second == "random";
}

Values random_values(const TensorInfo& input, std::int64_t index) {
  return random_image(input, static_cast<std::uint64_t>(index) + 1);
}

std::vector<Values> test_images(const Network& network, const std::string& data,
                                std::int64_t count) {
  if (data == "random" || (data.empty() && is_random(network))) {
    std::vector<Values> images;
    for (std::int64_t i = 0; i < count; ++i) images.push_back(random_values(network.input(), i));
    return images;
  }
  train::Recipe recipe = train::recipe_of(network);
  use_data_folder(&recipe, data);
  return train::load_test_images(recipe, static_cast<int>(count)).images;
}

std::optional<std::int64_t> random_count(const std::string& input) {
  constexpr std::string_view kWord = "random";
  if (input == kWord) return 1;
  if (!input.starts_with("random:")) return std::nullopt;
  std::int64_t count = 0;
  const char* end = input.data() + input.size();
  const auto [stop, failure] = std::from_chars(input.data() + kWord.size() + 1, end, count);
  if (failure != std::errc() || stop != end || count < 1)
    throw UsageError(fmt::format("--input {}: after random: comes a number of images", input));
  return count;
}

Expectation runner_expectation(const Network& network, const std::vector<Values>& images) {
  const auto runner = std::make_shared<Runner>(network);
  return [runner, &images](std::int64_t first, std::int64_t count) {
    std::vector<ExpectedImage> expected;
    for (std::int64_t i = first; i < first + count; ++i) {
      runner->run(1, images[static_cast<std::size_t>(i)]);
      ExpectedImage& image = expected.emplace_back();
      for (std::size_t t = 0; t < runner->network().tensors.size(); ++t) {
        const auto values = runner->tensor(static_cast<int>(t));
        image.emplace_back(values.begin(), values.end());
      }
    }
    return expected;
  };
}

}  // namespace isomer
