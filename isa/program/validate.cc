// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "isa/container/error.h"
#include "isa/program/program.h"
#include "isa/program/tensor_layout.h"

namespace isomer {
namespace {

constexpr std::uint64_t kLineBytes = 16;
constexpr std::array kWordElements = {2, 4, 8, 16, 32, 64};  // R of every legal machine
constexpr int kMaxElementBits = 16;
constexpr int kMaxBatch = 1024;
constexpr int kMaxSize = 1 << 16;  // as of a network's tensors
constexpr std::int64_t kMaxElements = std::int64_t{1} << 28;

void check_segments(const Program& program) {
  if (program.segments.size() > kSegments)
    throw Error(fmt::format("{} segments, a device has {}", program.segments.size(), kSegments));
  std::uint64_t total = 0;
  for (const Segment& segment : program.segments) {
    if (segment.bytes % kLineBytes != 0)
      throw Error(fmt::format("segment '{}': {} bytes are no multiple of {}", segment.name,
                              segment.bytes, kLineBytes));
    if (segment.bytes > kMaxDeviceBytes || (total += segment.bytes) > kMaxDeviceBytes)
      throw Error(
          fmt::format("segment '{}': with its {} bytes the program needs more than the {} "
                      "of a device",
                      segment.name, segment.bytes, kMaxDeviceBytes));
    if (segment.data.size() > segment.bytes)
      throw Error(fmt::format("segment '{}': {} bytes of data do not fit its {} bytes",
                              segment.name, segment.data.size(), segment.bytes));
  }
}

void check_tensor(const Program& program, const TensorEntry& tensor) {
  const auto refuse = [&](const std::string& what) {
    throw Error(fmt::format("tensor '{}': {}", tensor.name, what));
  };
  validate(tensor.format, tensor.name, kMaxElementBits);
  if (tensor.segment < 0 || static_cast<std::size_t>(tensor.segment) >= program.segments.size())
    refuse(fmt::format("there is no segment {}", tensor.segment));
  if (tensor.channels < 1 || tensor.height < 1 || tensor.width < 1 || tensor.pad_left < 0 ||
      tensor.pad_right < 0)
    refuse("a size below 1 or a padding below 0");
  for (const int size :
       {tensor.channels, tensor.height, tensor.width, tensor.pad_left, tensor.pad_right})
    if (size > kMaxSize) refuse(fmt::format("a size or padding of {}, above {}", size, kMaxSize));
  if (std::int64_t{tensor.channels} * tensor.height * tensor.width > kMaxElements)
    refuse(fmt::format("more than {} elements", kMaxElements));
  if (!tensor.parts.empty()) {
    std::int64_t sum = 0;
    for (const int part : tensor.parts) {
      if (part < 1) refuse(fmt::format("a part of {} channels", part));
      sum += part;
    }
    if (sum != tensor.channels || tensor.layout == Layout::packed)
      refuse(fmt::format("its parts have {} channels instead of {}, or it is packed", sum,
                         tensor.channels));
  }
  for (const std::uint64_t bytes : {tensor.offset, tensor.row_bytes, tensor.plane_bytes})
    if (bytes % kLineBytes != 0)
      refuse(fmt::format("offset, row_bytes or plane_bytes is {}, no multiple of {}", bytes,
                         kLineBytes));
  // R is the machine's secret; a tensor that fits for no R lies outside its segment.
  const std::uint64_t room = program.segments[static_cast<std::size_t>(tensor.segment)].bytes;
  const int element_bytes = tensor.format.bits > 8 ? 2 : 1;
  const bool fits = std::any_of(kWordElements.begin(), kWordElements.end(), [&](int elements) {
    return fits_segment(tensor, elements, element_bytes, room);
  });
  if (!fits)
    refuse(fmt::format("its {} x {} x {} elements at byte {} do not fit segment {} of {} bytes",
                       tensor.channels, tensor.height, tensor.width, tensor.offset, tensor.segment,
                       room));
}

// -1 or an index below `count`.
void check_index(const std::string& what, int index, std::size_t count) {
  if (index < -1 || index >= static_cast<std::int64_t>(count))
    throw Error(fmt::format("{} = {} is outside -1 to {}", what, index,
                            static_cast<std::int64_t>(count) - 1));
}

}  // namespace

void validate(const Program& program) {
  check_segments(program);
  if (program.batch < 1 || program.batch > kMaxBatch)
    throw Error(fmt::format("a batch of {} images; legal: 1 to {}", program.batch, kMaxBatch));
  std::set<std::pair<std::string, int>> names;
  for (const TensorEntry& tensor : program.tensors) {
    check_tensor(program, tensor);
    if (tensor.image < 0 || tensor.image >= program.batch)
      throw Error(fmt::format("tensor '{}': there is no image {} in a batch of {}", tensor.name,
                              tensor.image, program.batch));
    if (!names.emplace(tensor.name, tensor.image).second)
      throw Error(fmt::format("tensor '{}': the name occurs twice", tensor.name));
  }
  check_index("input", program.input, program.tensors.size());
  check_index("output", program.output, program.tensors.size());
  if (!program.source.empty() && program.source.size() != program.instructions.size())
    throw Error(fmt::format("the source map has {} lines for {} instructions",
                            program.source.size(), program.instructions.size()));
  for (std::size_t i = 0; i < program.source.size(); ++i) {
    const SourceLine& line = program.source[i];
    check_index(fmt::format("source line {}: layer", i), line.layer, program.layers.size());
    check_index(fmt::format("source line {}: tensor", i), line.tensor, program.tensors.size());
  }
}

}  // namespace isomer
