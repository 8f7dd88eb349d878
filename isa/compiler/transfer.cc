// SPDX-License-Identifier: Apache-2.0

#include "isa/compiler/transfer.h"

namespace isomer::compiler {
namespace {

constexpr int kMaxWords = 65535;  // 16-bit field

// The fields that LOAD and STORE share. `spare` says that the words between a row's end and its
// pitch may be moved too (a LOAD fills them with what the device holds there; a STORE must not).
template <typename Transfer>
Transfer transfer(const Machine& machine, const Shape& shape, const Home& home, const Box& box,
                  const Local& local, bool spare) {
  const auto word_bytes = static_cast<std::uint64_t>(machine.activation_word_bytes());
  const auto first_word =
      static_cast<std::uint64_t>(box.planes.first) * static_cast<std::uint64_t>(shape.plane()) +
      static_cast<std::uint64_t>(box.rows.first) * static_cast<std::uint64_t>(shape.pitch) +
      static_cast<std::uint64_t>(box.columns.first);
  Transfer out;
  out.segment = home.segment;
  out.offset = static_cast<std::int32_t>((home.offset + first_word * word_bytes) / 16);
  out.words = box.columns.count;
  out.rows = box.rows.count;
  out.planes = box.planes.count;
  out.local = local.base;
  out.last_bank = last_bank(machine, local, box.planes.count, box.rows.count, box.columns.count);

  const bool gapless = box.columns.count == shape.pitch || spare;
  const std::int64_t plane_words = std::int64_t{out.rows - 1} * shape.pitch + out.words;
  if (gapless && local.pitch == shape.pitch && plane_words <= kMaxWords) {
    out.words = static_cast<std::int32_t>(plane_words);
    out.rows = 1;
    const std::int64_t all = std::int64_t{out.planes - 1} * shape.plane() + plane_words;
    const bool whole_planes =
        plane_words == shape.plane() || (spare && box.rows.count == shape.height);
    if (whole_planes && local.plane == shape.plane() && all <= kMaxWords) {
      out.words = static_cast<std::int32_t>(all);
      out.planes = 1;
    }
  }
  if (out.rows > 1) {
    out.row_stride =
        static_cast<std::int32_t>(static_cast<std::uint64_t>(shape.pitch) * word_bytes / 16);
    out.local_row = local.pitch;
  }
  if (out.planes > 1) {
    out.plane_stride =
        static_cast<std::int32_t>(static_cast<std::uint64_t>(shape.plane()) * word_bytes / 16);
    out.local_plane = local.plane;
  }
  return out;
}

}  // namespace

Load load_box(const Machine& machine, const Shape& shape, const Home& home, const Box& box,
              const Local& local) {
  const bool whole_rows = box.columns.count == shape.width || box.columns.count == shape.pitch;
  Load load = transfer<Load>(machine, shape, home, box, local, whole_rows);
  load.memory = static_cast<std::int32_t>(Memory::activations);
  return load;
}

Store store_box(const Machine& machine, const Shape& shape, const Home& home, const Box& box,
                const Local& local) {
  return transfer<Store>(machine, shape, home, box, local, false);
}

Load load_block(Memory memory, int segment, std::uint64_t offset, int local, int words) {
  Load load;
  load.memory = static_cast<std::int32_t>(memory);
  load.segment = segment;
  load.offset = static_cast<std::int32_t>(offset / 16);
  load.words = words;
  load.local = local;
  return load;
}

int last_bank(const Machine& machine, const Local& local, int planes, int rows, int columns) {
  const int last = local.base + (planes - 1) * local.plane + (rows - 1) * local.pitch + columns - 1;
  return std::max(last, local.base) / machine.activation_bank_words;
}

}  // namespace isomer::compiler
