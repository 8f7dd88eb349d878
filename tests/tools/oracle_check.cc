// SPDX-License-Identifier: Apache-2.0
//
// Level L6 by hand and for trained networks: every tensor of a device against the independent
// oracle, which computes each layer from logical tensors with naive loops.

#include <fmt/core.h>

#include "tests/support/network_oracle.h"
#include "tools/isomer/model_check.h"
#include "tools/isomer/options.h"
#include "tools/isomer/test_images.h"

namespace isomer {
namespace {

int oracle_check(const Arguments& arguments) {
  std::string model;
  std::string data;
  std::string json;
  bool plant = false;
  ModelCheckRequest request;
  request.executable = ISOMER_EXECUTABLE;
  request.images = 20;
  Options options("oracle_check", "Compares every tensor of a device with the independent oracle.",
                  {"oracle_check lenet5.isonet --machine base --images 20 --data ~/mnist"});
  options.operand("MODEL", &model);
  options.value("machine,m", &request.machine, "NAME|FILE", "stock machine or TOML file");
  options.value("images,n", &request.images, "N", "the first N test images");
  options.optional("data", &data, "FOLDER|random", "where the model's data set is");
  options.flag("plant", &plant,
               "make the oracle wrong by one in the last value of image 1, to see it found");
  options.optional("json", &json, "FILE", "write the result as JSON");
  add_device_options(options, &request.device);
  if (!options.parse(arguments)) return kSuccess;
  check_range("--images", request.images, 1, 1 << 30);

  const Network network = load_network(model);
  const std::vector<Values> images = test_images(network, data, request.images);
  request.images = std::ssize(images);
  const int accumulator_bits = find_machine(request.machine).accumulator_bits;
  const Expectation expect = [&](std::int64_t first, std::int64_t count) {
    std::vector<ExpectedImage> expected;
    for (std::int64_t i = first; i < first + count; ++i) {
      expected.push_back(
          testing::oracle_tensors(network, images[static_cast<std::size_t>(i)], accumulator_bits));
    }
    if (plant && first == 0 && count > 1) ++expected[1].back().back();
    return expected;
  };
  const ModelCheckResult result = check_model(network, expect, request);
  const Report report = to_report(result);
  fmt::print("{}\nvalues that differ: {}\n", to_text(report), result.comparison.differing);
  save_json(report, json);
  return result.is_equal() ? kSuccess : kFailure;
}

}  // namespace
}  // namespace isomer

int main(int argc, char** argv) {
  try {
    return isomer::oracle_check({argv + 1, argv + argc});
  } catch (const isomer::UsageError& error) {
    fmt::print(stderr, "oracle_check: {}\n", error.what());
    return isomer::kUsage;
  } catch (const std::exception& error) {
    fmt::print(stderr, "oracle_check: {}\n", error.what());
    return isomer::kFailure;
  }
}
