// SPDX-License-Identifier: Apache-2.0

#include "train/recipe/checks.h"

#include <fmt/format.h>

#include "isa/container/error.h"

namespace isomer::train {
namespace {

class Checker {
 public:
  explicit Checker(std::string_view file) : file_(file) {}

  template <typename... Args>
  void refuse_if(bool is_wrong, fmt::format_string<Args...> text, Args&&... args) const {
    if (!is_wrong) return;
    throw Error(fmt::format("{}: {}", file_, fmt::format(text, std::forward<Args>(args)...)));
  }

 private:
  std::string_view file_;
};

void check_quantised_epochs(const Recipe& r, const Checker& check) {
  const int epochs = r.quantised_phase.epochs;
  const int mixed = r.mixing.ramp_epochs + r.mixing.readjust_epochs;
  if (epochs == 0) {
    check.refuse_if(mixed > 0, "mixing takes {} epochs, but quantised.epochs = 0 only calibrates",
                    mixed);
    return;
  }
  check.refuse_if(
      r.frozen_epochs < 1,
      "quantised.frozen_epochs = 0: the last epochs must have frozen exponents, so that "
      "what is trained is what is exported; set 1 or more");
  check.refuse_if(
      r.frozen_epochs >= epochs,
      "quantised.frozen_epochs = {} leaves none of {} quantised epochs to choose exponents in",
      r.frozen_epochs, epochs);
  check.refuse_if(mixed > epochs - r.frozen_epochs,
                  "mixing.ramp_epochs + mixing.readjust_epochs = {} reaches into the last {} of {} "
                  "quantised epochs, whose exponents are frozen",
                  mixed, r.frozen_epochs, epochs);
}

}  // namespace

void check_recipe(const Recipe& r, std::string_view file) {
  const Checker check(file);
  check.refuse_if(r.batch % 16 != 0, "batch = {} is not a multiple of 16", r.batch);
  check.refuse_if(r.data.channels == 2, "data.channels = 2: pictures are grey (1) or colour (3)");
  check_quantised_epochs(r, check);
  check.refuse_if(r.mixing.ramp_epochs > 0 && r.mixing.ramp_share <= 0,
                  "mixing.ramp_share = 0 quantises nothing in {} epochs of ramp",
                  r.mixing.ramp_epochs);
  check.refuse_if(
      r.mixing.freeze_quantised && r.mixing.ramp_epochs == 0,
      "mixing.freeze_quantised without mixing.ramp_epochs leaves no weight that learns");
  check.refuse_if(r.mixing.order == "magnitude" && r.mixing.readjust_epochs > 0,
                  "mixing.order = 'magnitude' keeps every member, so it cannot be re-adjusted; set "
                  "mixing.readjust_epochs = 0");
  check.refuse_if(r.loss.teacher <= 0 && r.loss.labels <= 0,
                  "loss.teacher and loss.labels are both 0, so there is nothing to learn from");
  check.refuse_if(r.bits.accumulator > 32 && r.bits.accumulator != 48,
                  "bits.accumulator = {}: machines have 16 to 32, or 48", r.bits.accumulator);
  for (const LayerRecipe& layer : r.layers) {
    const int bits = layer.bits.accumulator;
    check.refuse_if(bits > 32 && bits != 48,
                    "layers.{}.accumulator = {}: machines have 16 to 32, or 48", layer.name, bits);
  }
}

}  // namespace isomer::train
