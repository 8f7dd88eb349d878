// SPDX-License-Identifier: Apache-2.0
//
// A network in training: stages between activations, run as float model or as quantised one.

#ifndef TRAIN_MODEL_MODEL_H_
#define TRAIN_MODEL_MODEL_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "isa/network/network.h"
#include "isa/zoo/topology.h"
#include "train/layers/float_convolution.h"
#include "train/model/batch_norm.h"
#include "train/model/stage.h"
#include "train/model/workspace.h"
#include "train/thread_team.h"

namespace isomer::train {

struct ModelOptions {
  int batch = 128;  // a multiple of 16
  Format input;     // of the integers that the loader writes
  // Bits of a layer, by name; the last layer's `output` are the logits.
  std::function<UnitBits(const std::string& layer)> bits;
  Precision backward = Precision::fp32;
  double batch_norm_momentum = 0.1;  // of the running statistics
};

class Model {
 public:
  // Convolutions, max and average pools; Error for other nodes, naming them. The team outlives the
  // model.
  Model(const Topology& topology, const ModelOptions& options, ThreadTeam& team);

  // The training graph of a finished network: only forward_quantised(Exponents::given) is meant.
  Model(const Network& network, int batch, ThreadTeam& team);
  ~Model();

  // Weights within He's uniform limit sqrt(6 / K), K the inputs of an output; biases 0, gamma 1,
  // beta 0.
  void initialise(std::uint64_t seed);

  // The loader fills input().integers; both passes read them.
  ActivationTensor& input() { return *activations_.front(); }
  // Both passes fill logits().values, [image][class].
  ActivationTensor& logits() { return *activations_.back(); }

  void forward(Statistics statistics);
  void forward_quantised(const QuantisedPass& pass);

  // From logits().gradient to the gradients of all parameters, after either forward pass.
  void backward();

  // Chooses the exponents of all parameters again.
  void search_parameters();

  // Folds batch norm with running statistics into weights and biases, for good: units then have a
  // bias of their own and no batch norm.                                        training.md, absorb
  void absorb_batch_norm();
  bool has_batch_norm() const;

  std::vector<Parameter*> parameters();
  std::vector<IseUnit*> units();
  std::vector<BatchNorm*> batch_norms();
  std::vector<ExponentAverage*> pool_averages();  // exponents of average pools
  UnitCounts counts() const;                      // summed over units
  bool is_representable() const;                  // of the last quantised forward pass

  // Network::tensors in order; what the last forward pass retained.
  const std::vector<std::unique_ptr<ActivationTensor>>& activations() const { return activations_; }

  // N_t: the integers of the last quantised forward pass. `opened`: batch norm is a layer of its
  // own (1x1, depthwise), so that the map it reads, m1, is a tensor of the network, too.
  Network step_network(bool opened = false) const;
  // The tensors that the last quantised forward pass retained, as [channel][row][column] of one
  // image, in the order of step_network(opened).tensors.
  std::vector<std::vector<std::int32_t>> retained(int image, bool opened = false) const;

  Network export_network() const;  // E_t: the masters as they are now, exponents frozen

 private:
  ActivationTensor* add_activation(const std::string& name, const Shape& shape);
  std::vector<ActivationTensor*> inputs_of(const std::vector<int>& numbers) const;
  static void dequantise_shard(ActivationTensor& activation, int shard);

  std::string name_;
  int batch_;
  ThreadTeam& team_;
  std::vector<Workspace> workspaces_;  // per thread
  std::vector<std::unique_ptr<ActivationTensor>> activations_;
  std::vector<std::unique_ptr<Stage>> stages_;
  std::vector<std::vector<int>> inputs_;  // of each stage: activation numbers; it writes its own
                                          // number plus one
};

}  // namespace isomer::train

#endif  // TRAIN_MODEL_MODEL_H_
