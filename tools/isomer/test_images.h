// SPDX-License-Identifier: Apache-2.0
//
// The images that a network is verified with.

#ifndef TOOLS_ISOMER_TEST_IMAGES_H_
#define TOOLS_ISOMER_TEST_IMAGES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "isa/network/network.h"
#include "tools/isomer/stream.h"
#include "tools/isomer/verification.h"

namespace isomer {

// Whether a network was not trained: it has no data of its own.
bool is_random(const Network& network);

// `count` images: of the folder `data` with the data set that the network was trained with, of that
// set's default place when `data` is ""; random integers over the input's range when `data` is
// "random", or "" and the network is random.
std::vector<Values> test_images(const Network& network, const std::string& data,
                                std::int64_t count);

// Random image number `index` of a tensor.
Values random_values(const TensorInfo& input, std::int64_t index);

// How many random images `input` asks for: N of "random:N", 1 of "random"; nothing of a file's
// name.
std::optional<std::int64_t> random_count(const std::string& input);

// What executing the network's integers directly gives, for networks that training cannot build.
// Both must outlive the result.
Expectation runner_expectation(const Network& network, const std::vector<Values>& images);

}  // namespace isomer

#endif  // TOOLS_ISOMER_TEST_IMAGES_H_
