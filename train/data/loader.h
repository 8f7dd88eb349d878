// SPDX-License-Identifier: Apache-2.0
//
// From bytes to the input integers of a network, augmented on the way (training.md, "Ends of the
// network").

#ifndef TRAIN_DATA_LOADER_H_
#define TRAIN_DATA_LOADER_H_

#include <cstdint>
#include <span>
#include <vector>

#include "isa/arithmetic/format.h"
#include "sim/kernels/nhwc/storage.h"
#include "train/data/convert.h"
#include "train/data/dataset.h"
#include "train/random.h"
#include "train/thread_team.h"

namespace isomer::train {

// Colour: d = pixel - 128, 8 bits signed, exponent -7. Grey: d = pixel, unsigned, exponent -8.
// `bits` in 1..16; other than 8 by RNT: exponent + 8 - bits.
Format input_format(int channels, int bits);

// One pixel as an input integer of that format: RNT(d, 8 - bits).
std::int32_t input_integer(std::uint8_t pixel, const Format& format);

struct Augmentation {
  bool flip = false;  // left and right exchanged in half of the images
  int crop = 0;       // shifted by -crop .. crop in both directions; zeros enter
};

// A pure function of its arguments; `index` is the image's number in its data set.
Movement movement_of(const Augmentation& augmentation, std::uint64_t seed, int epoch, int index);

// The images `indices`, channels last, [image][row][column][channel], as integers of `format` in
// storage_of(format), moved by movement_of. Integer 0 enters from outside (a colour pixel of 128).
// Pieces of 16 images; the thread team changes nothing but the speed.
void load_batch(ThreadTeam& team, const Dataset& data, std::span<const int> indices,
                const Augmentation& augmentation, std::uint64_t seed, int epoch,
                const Format& format, const kernels::nhwc::Tensor& out);

// Image `index` unchanged in the logical order of a network's tensors, [channel][row][column].
void write_image(const Dataset& data, int index, const Format& format, std::span<std::int32_t> out);

// The order of an epoch: a permutation of [0, size).
std::vector<int> shuffled(int size, std::uint64_t seed, int epoch);

}  // namespace isomer::train

#endif  // TRAIN_DATA_LOADER_H_
