// SPDX-License-Identifier: Apache-2.0
//
// What random_network() is made of: node by node, the tensor and the layer it becomes.

#ifndef ISA_ZOO_GENERATOR_H_
#define ISA_ZOO_GENERATOR_H_

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "isa/zoo/random_network.h"

namespace isomer {

class Generator {
 public:
  Generator(const Topology& topology, std::uint64_t seed, const RandomNetworkOptions& options);
  Network build();

 private:
  // A tensor of the network and the mean of its squared integers, as far as known.
  struct Result {
    int tensor = 0;
    double mean_square = 0;
  };

  // The integers of a convolution and what depends on them alone; shared ones are drawn once.
  struct Parameters {
    std::int64_t terms = 0;  // weights per output channel
    std::vector<std::int16_t> weights;
    std::vector<std::int16_t> bias;
    double mean_square = 0;  // of the weights
    int weight_exponent = 0;
    int bias_bits = 8;
    int bias_shift = 0;
    int shift = 0;  // s1
  };

  // How a convolution's sum gets to the exponent at which a residual or the result expects it.
  struct Scaling {
    double target = 0;  // standard deviation wanted there
    int exponent = 0;   // there
    std::optional<ResidualStage> residual = std::nullopt;
  };

  void add(const Node& node);
  void add_convolution(const Node& node);
  void add_max_pool(const Node& node);
  void add_average_pool(const Node& node);
  void add_sum(const Node& node);
  void add_product(const Node& node);
  void add_concat(const Node& node);
  void add_lookup(const Node& node);
  void add_crop(const Node& node);

  Parameters& parameters_of(const Node& node, double mean_square);
  void draw(Parameters& parameters, int channels, double mean_square);
  Scaling scaling_of(const Node& node, const Format& format);
  Affine draw_affine(int channels, double deviation, double target, double* result);

  // Appends the layer and its output tensor. The format is a copy: the tensors move.
  void append(const Node& node, std::vector<int> inputs, Format format, Operation operation,
              double mean_square);
  // An 8-bit tensor of the same values.
  Result narrowed(const Node& node, const Result& x);

  const Result& input(const Node& node, std::size_t number = 0) const;
  const TensorInfo& info(const Result& result) const {
    return network_.tensors[static_cast<std::size_t>(result.tensor)];
  }
  // The format that a node asks for; without a range of its own, `exponent`.
  Format format_of(const Node& node, bool is_signed, int exponent) const;
  Shape shape_of(const Node& node) const;

  int between(int lo, int hi);

  const Topology& topology_;
  RandomNetworkOptions options_;
  std::mt19937_64 random_;
  Network network_;
  Result image_;
  std::vector<Result> results_;  // of the nodes
  std::map<std::string, Parameters> shared_;
  Parameters own_;
};

// The standard deviation at which a format is well used: few results are clamped.
double good_deviation(const Format& format);

// log2, rounded to an integer; x > 0.
int rounded_log2(double x);

}  // namespace isomer

#endif  // ISA_ZOO_GENERATOR_H_
