// SPDX-License-Identifier: Apache-2.0
//
// A network in training: stages between activations, run as float model or as quantised one.

#ifndef TRAIN_MODEL_MODEL_H_
#define TRAIN_MODEL_MODEL_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "isa/network/network.h"
#include "train/model/activation.h"
#include "train/model/description.h"
#include "train/model/stage.h"
#include "train/thread_team.h"

namespace isomer::train {

// Bits of every role; `input` is the format that the loader writes.
struct ModelFormats {
  Format input;
  int weight_bits = 8;
  int activation_bits = 8;
  int bias_bits = 8;
  int logit_bits = 8;
};

class Model {
 public:
  // ReLU is fused into the layer before it (the machine's clamp); flatten changes nothing in
  // memory. Error for a description that cannot be built, naming the layer. `batch` is a multiple
  // of 16; the team outlives the model.
  Model(const ModelDescription& description, const ModelFormats& formats, int batch,
        ThreadTeam& team);

  // The training graph of a finished network: only forward_quantised(Exponents::given) is meant.
  Model(const Network& network, int batch, ThreadTeam& team);

  // He's uniform initialisation: weights within sqrt(6 / K), K the inputs of an output; biases 0.
  void initialise(std::uint64_t seed);

  Activation& input() { return activations_.front(); }
  Activation& logits() { return activations_.back(); }

  // Both fill logits().values; the quantised pass reads input().integers, the float one their
  // values.
  void forward();
  void forward_quantised(Exponents exponents);

  // From logits().gradient to the gradients of all parameters, after either forward pass.
  void backward();

  // Chooses the exponents of all parameters again.
  void search_parameters();

  std::vector<Parameters*> parameters();
  std::vector<IseConvolution*> quantisers();
  IseCounts counts() const;  // summed over layers

  // Network::tensors in order; what the last forward pass retained.
  const std::vector<Activation>& activations() const { return activations_; }

  Network step_network() const;    // N_t: the integers of the last quantised forward pass
  Network export_network() const;  // E_t: the masters as they are now, exponents frozen

 private:
  void add(std::unique_ptr<Stage> stage, const Shape& output, bool has_mask);
  void add_convolution(const std::string& name, const kernels::ConvolutionShape& shape,
                       const ModelFormats& formats, bool relu, bool is_last);
  Network skeleton() const;

  std::string name_;
  int batch_;
  ThreadTeam& team_;
  std::vector<std::unique_ptr<Stage>> stages_;
  std::vector<Activation> activations_;  // stage i reads [i] and writes [i + 1]
};

}  // namespace isomer::train

#endif  // TRAIN_MODEL_MODEL_H_
