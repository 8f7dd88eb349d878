// SPDX-License-Identifier: Apache-2.0
//
// How many bits every role of a layer has.

#ifndef TRAIN_QUANTIZERS_BITS_H_
#define TRAIN_QUANTIZERS_BITS_H_

namespace isomer::train {

struct UnitBits {
  int weights = 8;        // 2..16, signed
  int bias = 8;           // 2..16, signed
  int batch_norm = 8;     // 2..16, signed: w_c and b_c
  int narrow = 8;         // N1, 2..24, signed: the feature map that batch norm reads
  int output = 8;         // 2..16, unsigned behind ReLU where `unsigned_relu`
  int accumulator = 32;   // P: 16..32, or 48 on a machine that has it
  bool unsigned_relu = true;  // false: outputs of ReLU are signed and lose one bit (the paper)

  friend bool operator==(const UnitBits&, const UnitBits&) = default;
};

}  // namespace isomer::train

#endif  // TRAIN_QUANTIZERS_BITS_H_
