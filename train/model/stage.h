// SPDX-License-Identifier: Apache-2.0
//
// One step of the training graph, from one activation to the next: a layer with whatever the
// machine fuses into it. The forward pass is float or integer; the backward pass is the same for
// both, straight through the quantisers (training.md, "Gradients").

#ifndef TRAIN_MODEL_STAGE_H_
#define TRAIN_MODEL_STAGE_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "isa/network/network.h"
#include "train/model/activation.h"
#include "train/quantizers/ise_convolution.h"
#include "train/thread_team.h"

namespace isomer::train {

// What a stage learns: float masters, their gradients and momenta.
struct Parameters {
  std::string name;
  std::vector<float> weights, weight_gradient, weight_momentum;
  std::vector<float> bias, bias_gradient, bias_momentum;

  void resize(std::size_t weight_count, std::size_t bias_count);
};

// Where the integers of a quantised forward pass come from.
enum class Exponents {
  searched,  // masters; parameter exponents as last searched, output exponents from this batch
  frozen,    // masters; output exponents from the moving average
  given,     // the integers of a Network, as they are
};

class Stage {
 public:
  explicit Stage(std::string name) : name_(std::move(name)) {}
  virtual ~Stage() = default;
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  const std::string& name() const { return name_; }

  // y from x, all images; fills y.passes where y has a mask.
  virtual void forward(ThreadTeam& team, Activation& x, Activation& y) = 0;
  virtual void forward_quantised(ThreadTeam& team, Exponents exponents, Activation& x,
                                 Activation& y) = 0;

  // Gradients of the parameters, and x.gradient if wanted, from y.gradient (which it masks).
  virtual void backward(ThreadTeam& team, Activation& x, Activation& y, bool wants_x) = 0;

  // Chooses the exponents of the parameters again (every 100 steps while exponents are searched).
  virtual void search_parameters() {}

  virtual Parameters* parameters() { return nullptr; }
  virtual IseConvolution* quantiser() { return nullptr; }

  // The layer as it was in the last quantised forward pass: a part of N_t.
  virtual Operation step_operation() const = 0;

  // The layer with frozen exponents for inputs of format `x`: a part of E_t; `y` becomes the format
  // of its outputs.
  virtual Operation export_operation(const Format& x, Format* y) const = 0;

 private:
  std::string name_;
};

}  // namespace isomer::train

#endif  // TRAIN_MODEL_STAGE_H_
