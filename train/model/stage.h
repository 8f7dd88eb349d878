// SPDX-License-Identifier: Apache-2.0
//
// One step of the training graph: a layer with whatever the machine fuses into it. The forward pass
// is float or integer; the backward pass is the same for both, straight through the quantisers
// (training.md, "Gradients").

#ifndef TRAIN_MODEL_STAGE_H_
#define TRAIN_MODEL_STAGE_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "isa/network/network.h"
#include "train/model/activation.h"
#include "train/model/parameter.h"
#include "train/quantizers/ise_unit.h"
#include "train/quantizers/mixing.h"
#include "train/thread_team.h"

namespace isomer::train {

// Where batch norm takes mean and variance from.
enum class Statistics { batch, running };

// Where the exponents of activations in a quantised forward pass come from.
enum class Exponents {
  searched,  // this batch; the averages follow
  frozen,    // the averages
  given,     // the integers of a Network, as they are
};

struct QuantisedPass {
  Exponents exponents = Exponents::searched;
  Statistics statistics = Statistics::batch;
  Mixing mixing = {};
};

// The running statistics of a batch norm, in real numbers.
struct BatchNormState {
  std::vector<float> mean;
  std::vector<float> variance;
};
class BatchNorm;

// A layer of N_t in two: the convolution up to the map that batch norm reads, and batch norm with
// all that follows as a depthwise convolution of 1x1. The same integers by (F10), (F11); the map is
// a tensor of the network.
struct OpenedUnit {
  Convolution convolution;
  Convolution batch_norm;
  const IntegerBuffer* map = nullptr;
};

class Stage {
 public:
  Stage(std::string name, std::vector<ActivationTensor*> inputs, ActivationTensor* output)
      : name_(std::move(name)), inputs_(std::move(inputs)), output_(output) {}
  virtual ~Stage() = default;
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  const std::string& name() const { return name_; }

  // The output's values (float) or integers, all images, with the flags of its clamps.
  virtual void forward(ThreadTeam& team, Statistics statistics) = 0;
  virtual void forward_quantised(ThreadTeam& team, const QuantisedPass& pass) = 0;

  // Gradients of the parameters, and of every input that wants one, from the output's gradient,
  // after either forward pass. An input's gradient is added to where another consumer has written
  // it.
  virtual void backward(ThreadTeam& team) = 0;

  // Chooses the exponents of the parameters again.
  virtual void search_parameters() {}

  virtual std::vector<Parameter*> parameters() { return {}; }
  int out_channels() const { return output_->shape.channels; }
  virtual IseUnit* unit() { return nullptr; }
  virtual BatchNorm* batch_norm() { return nullptr; }
  virtual void absorb_batch_norm() {}
  // Of a stage other than a unit that rounds into a format of its own; null: it does not.
  virtual ExponentAverage* output_average() { return nullptr; }

  // The layer as it was in the last quantised forward pass: a part of N_t.
  virtual Operation step_operation() const = 0;
  virtual std::optional<OpenedUnit> opened() const { return std::nullopt; }

  // The layer with frozen exponents and running statistics for inputs of these formats: a part of
  // E_t; `output` becomes the format of its result.
  virtual Operation export_operation(const std::vector<Format>& inputs, Format* output) const = 0;

 protected:
  ActivationTensor& input(std::size_t number = 0) const { return *inputs_[number]; }
  ActivationTensor& output() const { return *output_; }
  std::size_t input_count() const { return inputs_.size(); }

 private:
  std::string name_;
  std::vector<ActivationTensor*> inputs_;
  ActivationTensor* output_;
};

}  // namespace isomer::train

#endif  // TRAIN_MODEL_STAGE_H_
