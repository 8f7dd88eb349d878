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
#include "train/data/dataset.h"
#include "train/model/activation.h"
#include "train/random.h"
#include "train/thread_team.h"

namespace isomer::train {

// Colour: d = pixel - 128, 8 bits signed, exponent -7. Grey: d = pixel, unsigned, exponent -8.
// Fewer bits by RNT: exponent + 8 - bits.
Format input_format(int channels, int bits);

// One pixel as an input integer of that format.
std::int32_t input_integer(std::uint8_t pixel, const Format& format);

// The whole image, unchanged.
void write_image(std::span<const std::uint8_t> pixels, const Format& format,
                 std::span<std::int32_t> out);

struct Augmentation {
  bool flip = false;  // left and right exchanged in half of the images
  int crop = 0;       // shifted by -crop .. crop in both directions; zeros enter
};

// The image as epoch and sample number decide it.
void write_augmented(const Dataset& data, int index, const Augmentation& augmentation,
                     std::uint64_t seed, int epoch, const Format& format,
                     std::span<std::int32_t> out);

// The order of an epoch: a permutation of [0, size) by Fisher and Yates.
std::vector<int> shuffled(int size, std::uint64_t seed, int epoch);

// Fills input.integers with the images `indices`, one per image of the batch.
void load_batch(ThreadTeam& team, const Dataset& data, std::span<const int> indices,
                const Augmentation& augmentation, std::uint64_t seed, int epoch, Activation& input);

}  // namespace isomer::train

#endif  // TRAIN_DATA_LOADER_H_
