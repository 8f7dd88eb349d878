// SPDX-License-Identifier: Apache-2.0
//
// How many bits every role of a layer has, and how their exponents are chosen.

#ifndef TRAIN_QUANTIZERS_BITS_H_
#define TRAIN_QUANTIZERS_BITS_H_

namespace isomer::train {

// How a tensor's shared exponent follows from its values, weights and activations alike.
enum class ExponentRule {
  search,  // the least squared error                                              (F20), (F21)
  ceil,    // ceil(log2(max|r| / max)): nothing clips                                    (F20)
  floor,   // floor(log2(max|r| / max)), the paper's reference: clips up to half of the range
};

// What the moving average of a map's exponent follows while exponents are searched.
enum class Averaged {
  exponent,  // se_out
  shift,     // se_out less the exponent of the sum that is rounded: the paper's form
};

struct UnitBits {
  int weights = 8;            // 2..16, signed
  int bias = 8;               // 2..16, signed
  int batch_norm = 8;         // 2..16, signed: w_c and b_c
  int narrow = 8;             // N1, 2..24, signed: the feature map that batch norm reads
  int output = 8;             // 2..16, unsigned behind ReLU where `unsigned_relu`
  int accumulator = 32;       // P: 16..32, or 48 on a machine that has it
  bool unsigned_relu = true;  // false: outputs of ReLU are signed and lose one bit (the paper)
  ExponentRule rule = ExponentRule::search;
  Averaged averaged = Averaged::exponent;

  friend bool operator==(const UnitBits&, const UnitBits&) = default;
};

}  // namespace isomer::train

#endif  // TRAIN_QUANTIZERS_BITS_H_
