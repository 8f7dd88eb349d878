// SPDX-License-Identifier: Apache-2.0
//
// Networks with random integers, layer by layer.

#ifndef TESTS_SUPPORT_NETWORKS_H_
#define TESTS_SUPPORT_NETWORKS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "isa/network/network.h"
#include "isa/random/random.h"

namespace isomer::testing {

struct Window {
  int kernel_h = 1;
  int kernel_w = 1;
  int stride_h = 1;
  int stride_w = 1;
  Padding padding;
};

class NetworkBuilder {
 public:
  NetworkBuilder(std::uint64_t seed, int channels, int height, int width, bool is_signed = false);

  // A convolution with 8-bit weights over their full range, biases, a random rounding mode, and a
  // shift that spreads the results over the 8 bits of the output.
  NetworkBuilder& convolution(int out_channels, const Window& window, bool is_signed = false);
  NetworkBuilder& fully_connected(int outputs, bool is_signed = false);
  NetworkBuilder& max_pool(const Window& window);

  Network build() const { return network_; }

 private:
  int next_tensor(const std::string& name, int channels, int height, int width,
                  const Format& format);
  int random(int lo, int hi) { return random_.between(lo, hi); }

  Network network_;
  Random random_;
};

// LeNet-5: 5x5-6, pool, 5x5-16, pool, 120, 84, 10. `padding` is the first convolution's.
Network lenet5(std::uint64_t seed, int channels, int size, int padding);

// Values over the whole range of the network's input format.
std::vector<std::int32_t> random_input(const Network& network, std::uint64_t seed);

}  // namespace isomer::testing

#endif  // TESTS_SUPPORT_NETWORKS_H_
