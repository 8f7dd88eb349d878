// SPDX-License-Identifier: Apache-2.0
//
// The network as it is placed and lowered: one copy of the layers per image of a batch, and tensors
// that are parts of others instead of copies.

#ifndef ISA_COMPILER_GRAPH_H_
#define ISA_COMPILER_GRAPH_H_

#include <optional>
#include <vector>

#include "isa/hardware/machine.h"
#include "isa/network/network.h"

namespace isomer::compiler {

// A tensor that lies inside another one, from this word on; parent -1: it has its own memory.
struct View {
  int parent = -1;
  int plane = 0;
  int row = 0;
  int column = 0;
};

struct Graph {
  // Without Concat and Crop: a view needs no instruction, a part in another format is a Rescale of
  // its own, a part or crop that cannot be a view is copied by a MaxPool of 1 x 1.
  Network network;
  // Per tensor. Parents of views are no views.
  std::vector<View> views;
  std::vector<std::vector<int>> parts;  // channels of each part of a concat; empty: one part
  std::vector<int> tensor_of;           // index in the given network, -1: the compiler's own
  std::vector<int> image_of;            // -1: all images, each in rows of its own
  // Per layer: index in the given network, and how its weights are stored (those of a convolution;
  // nothing when the machine cannot, which check_expressible() refuses).
  std::vector<int> layer_of;
  std::vector<std::optional<WeightCoding>> codings;
  std::vector<int> inputs;  // per image; one if the images are stacked from the start
  int result = 0;
  int batch = 1;
  int image_layers = 0;  // the first batch * image_layers layers are those of one image each

  bool is_input(int tensor) const;
  // Whether the program's table lists it: a tensor of the network, for images that are stacked and
  // also lie there one by one only once.
  bool is_listed(int tensor) const;
  int root(int tensor) const;  // the tensor whose memory it is
  // The same layer for the first image: it has the same constants.
  int twin(int layer) const { return layer < batch * image_layers ? layer % image_layers : layer; }
};

// The last layers of the network, from the first on that is a fully connected layer followed by
// nothing but such and operations on single pixels, work on all images at once: their tensors are
// the images' stacked in rows.
Graph make_graph(const Network& network, const Machine& machine, int batch);

}  // namespace isomer::compiler

#endif  // ISA_COMPILER_GRAPH_H_
