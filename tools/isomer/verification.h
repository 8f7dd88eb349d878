// SPDX-License-Identifier: Apache-2.0
//
// Compares what a device computed with what it should have: every tensor of every image. The device
// runs in child processes (`isomer run`) that read a program file and images, nothing else.

#ifndef TOOLS_ISOMER_VERIFICATION_H_
#define TOOLS_ISOMER_VERIFICATION_H_

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "isa/network/network.h"
#include "tools/isomer/stream.h"

namespace isomer {

// One image's tensors, the input first, in the order of Network::tensors.
using ExpectedImage = std::vector<Values>;

// Their inputs.
std::vector<Values> inputs_of(std::span<const ExpectedImage> images);

// What is right for images [first, first + count): training's retained tensors, or an oracle's.
using Expectation =
    std::function<std::vector<ExpectedImage>(std::int64_t first, std::int64_t count)>;

struct VerificationRequest {
  std::filesystem::path executable;      // `isomer`
  std::filesystem::path program;         // must keep every tensor of the network
  std::vector<std::string> run_options;  // for `isomer run`: {"--device", "rtl", ...}
  std::int64_t images = 0;
  int jobs = 1;                         // child processes at a time
  std::filesystem::path reproducers{};  // where children keep lockstep differences; empty: nowhere

  // Called with some whole runs of images (the last one perhaps short), in order, after they were
  // compared; may be empty.
  std::function<void(std::int64_t first, const std::vector<ExpectedImage>&)> on_compared{};
};

// The first difference: lowest image, then first tensor, then first element.
struct TensorDifference {
  std::int64_t image = 0;
  std::string layer;  // that computes the tensor; "input" for the input
  std::string tensor;
  int channel = 0;
  int row = 0;
  int column = 0;
  std::int32_t expected = 0;
  std::int32_t found = 0;
};

struct VerificationResult {
  std::int64_t images = 0;     // compared
  std::int64_t tensors = 0;    // tensors of one image times images
  std::int64_t values = 0;     // compared
  std::int64_t differing = 0;  // among them; comparison stops at the first image that differs
  std::optional<TensorDifference> first;
  std::filesystem::path reproducer;  // instead, when the first image that differs did in lockstep
  std::uint64_t cycles_sum = 0;      // of all runs; 0 on a device without time
  std::uint64_t cycles_min = 0;      // of a run
  std::uint64_t cycles_max = 0;
  double device_seconds = 0;    // wall time of the children
  double expected_seconds = 0;  // of computing what is expected
};

// Throws Error when a child fails (its complaint is on standard error) or lacks a tensor.
// on_image is called after each image, from several threads.
VerificationResult verify_program(
    const VerificationRequest& request, const Network& network, const Expectation& expect,
    const std::function<void()>& on_image = [] {});

// "image 3, layer conv1, tensor conv1, channel 2, row 0, column 5: expected 17, found 18"
std::string to_string(const TensorDifference& difference);

}  // namespace isomer

#endif  // TOOLS_ISOMER_VERIFICATION_H_
