// SPDX-License-Identifier: Apache-2.0
//
// Every access of an instruction written down one by one, loop by loop, as MACHINE.md section 3 has
// them: the twin that the footprint is compared with.

#ifndef TESTS_ISA_INSTRUCTIONS_NAIVE_FOOTPRINT_H_
#define TESTS_ISA_INSTRUCTIONS_NAIVE_FOOTPRINT_H_

#include <algorithm>
#include <bit>
#include <cstdint>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include "isa/hardware/machine.h"
#include "isa/instructions/footprint.h"

namespace isomer::testing {

// (space, segment, is_write, outside_lock, word), and which lanes of the word
using Touch = std::tuple<Space, int, bool, bool, std::int64_t>;
using Touches = std::map<Touch, std::uint64_t>;
using Locks = std::vector<std::pair<std::int64_t, std::int64_t>>;  // first word, last bank

inline std::int64_t modulo(std::int64_t value, std::int64_t size) {
  return ((value % size) + size) % size;
}

class Naive {
 public:
  explicit Naive(const Machine& machine) : m_(machine) {}

  Touches touches;

  void operator()(const Halt&) {}
  void operator()(const Sync&) {}

  void operator()(const Load& op) {
    transfer(op,
             op.memory == 1   ? Space::weights
             : op.memory == 2 ? Space::parameters
                              : Space::activations,
             true);
  }
  void operator()(const Store& op) { transfer(op, Space::activations, false); }

  void operator()(const Mac& op) {
    const bool is_window = op.mapping == 2;
    const int rows = is_window ? 9 : op.mapping == 3 ? 1 : m_.rows;
    std::int64_t code = 0;  // bits of weights before this pass, its words counted whole
    const std::int64_t word_bits = std::int64_t{m_.columns} * m_.operand_bits;
    const std::int64_t pixels = std::int64_t{op.out_h} * op.out_w;
    for (int g = 0; g < op.groups_out; ++g)
      for (int i = 0; i < (is_window ? 1 : op.groups_in); ++i)
        for (int ky = 0; ky < (is_window ? 1 : op.kernel_h); ++ky)
          for (int kx = 0; kx < (is_window ? 1 : op.kernel_w); ++kx) {
            for (int m = 0; m < rows * m_.columns; ++m, code += 1 << op.stored_bits)
              touch({Space::weights, 0, false, false,
                     modulo(op.w_base + code / word_bits, m_.weight_words)});
            code = (code + word_bits - 1) / word_bits * word_bits;
            for (int oy = 0; oy < op.out_h; ++oy)
              for (int ox = 0; ox < op.out_w; ++ox) mac_pixel(op, g, i, ky, kx, oy, ox);
          }
    if (op.decoder == 2)
      for (int n = 0; n < 16; ++n) parameter(op.decoder_argument + n / m_.columns);
    for (int g = 0; g < op.groups_out; ++g) {
      if (op.mode == 1) parameter(op.bias_base + g);
      for (std::int64_t p = 0; p < pixels; ++p) {
        if (op.mode == 2) accumulator(false, op.acc_base, g * pixels + p);
        accumulator(true, op.acc_base, g * pixels + p);
      }
    }
  }

  void operator()(const Post& op) {
    const std::int64_t pixels = std::int64_t{op.out_h} * op.out_w;
    for (int g = 0; g < op.groups; ++g) {
      if (op.raw == 0 && op.affine != 0) {
        parameter(op.affine_base / 2 * 2 + 2 * g);
        parameter(op.affine_base / 2 * 2 + 2 * g + 1);
      }
      for (int oy = 0; oy < op.out_h; ++oy)
        for (int ox = 0; ox < op.out_w; ++ox) {
          accumulator(false, op.acc_base, g * pixels + oy * op.out_w + ox);
          for (int c = 0; c < m_.columns; ++c) post_channel(op, g * m_.columns + c, oy, ox);
        }
    }
  }

  void operator()(const MaxPoolInstruction& op) { pool(op); }
  void operator()(const AveragePoolInstruction& op) { pool(op); }
  void operator()(const AddInstruction& op) { binary(op); }
  void operator()(const MultiplyInstruction& op) { binary(op); }
  void operator()(const RescaleInstruction& op) { unary(op, {{op.x_base, op.x_last}}); }
  void operator()(const LookupInstruction& op) {
    unary(op, {{op.x_base, op.x_last}});
    for (int n = 0; n < 256; ++n) parameter(op.table_base + n / 2 / m_.columns);
  }

 private:
  void post_channel(const Post& op, int channel, int oy, int ox) {
    const std::int64_t plane = channel / m_.rows;
    const std::uint64_t lane = std::uint64_t{1} << channel % m_.rows;
    const int elements = op.raw != 0 ? m_.accumulator_bits / m_.operand_bits : 1;
    for (int k = 0; k < elements; ++k)
      activation(
          true, {{op.y_base, op.y_last}},
          op.y_base + (elements * plane + k) * op.y_plane + std::int64_t{oy} * op.y_pitch + ox,
          lane);
    if (op.raw == 0 && op.add != 0)
      activation(false, {{op.r_base, op.r_last}},
                 op.r_base + plane * op.r_plane + std::int64_t{oy} * op.r_pitch + ox, lane);
  }

  template <typename Op>
  void unary(const Op& op, const Locks& locks) {
    for (int g = 0; g < op.groups; ++g)
      for (int oy = 0; oy < op.out_h; ++oy)
        for (int ox = 0; ox < op.out_w; ++ox) {
          activation(false, locks,
                     op.x_base + std::int64_t{g} * op.x_plane + std::int64_t{oy} * op.x_pitch + ox);
          activation(true, {{op.y_base, op.y_last}},
                     op.y_base + std::int64_t{g} * op.y_plane + std::int64_t{oy} * op.y_pitch + ox);
        }
  }

  template <typename Op>
  void binary(const Op& op) {
    const Locks locks = {{op.x_base, op.x_last}, {op.r_base, op.r_last}};
    unary(op, locks);
    for (int g = 0; g < op.groups; ++g)
      for (int oy = 0; oy < op.out_h; ++oy)
        for (int ox = 0; ox < op.out_w; ++ox)
          activation(false, locks,
                     op.r_base + std::int64_t{g} * op.r_plane + std::int64_t{oy} * op.r_pitch + ox);
  }

  template <typename Op>
  void pool(const Op& op) {
    for (int g = 0; g < op.groups; ++g)
      for (int oy = 0; oy < op.out_h; ++oy)
        for (int ox = 0; ox < op.out_w; ++ox) {
          for (int ky = 0; ky < op.kernel_h; ++ky)
            for (int kx = 0; kx < op.kernel_w; ++kx) {
              const std::int64_t iy = oy * op.stride_h + ky + op.iy0;
              const std::int64_t ix = ox * op.stride_w + kx + op.ix0;
              if (0 <= iy && iy < op.in_h && 0 <= ix && ix < op.in_w)
                activation(false, {{op.x_base, op.x_last}},
                           op.x_base + std::int64_t{g} * op.x_plane + iy * op.x_pitch + ix);
            }
          activation(true, {{op.y_base, op.y_last}},
                     op.y_base + std::int64_t{g} * op.y_plane + std::int64_t{oy} * op.y_pitch + ox);
        }
  }

  void touch(const Touch& touch, std::uint64_t lanes = kAllLanes) { touches[touch] |= lanes; }

  void parameter(std::int64_t address) {
    touch({Space::parameters, 0, false, false, modulo(address, m_.parameter_words)});
  }

  void mac_pixel(const Mac& op, int g, int i, int ky, int kx, int oy, int ox) {
    const std::int64_t iy = oy * op.stride_h + ky + op.iy0;
    const std::int64_t ix = ox * op.stride_w + kx + op.ix0;
    switch (op.mapping) {
      case 0:
        return mac_word(op, i, iy, ix);
      case 1:
        if (0 <= iy && iy < op.in_h)
          for (int r = 0; r < m_.rows; ++r)
            activation(false, {{op.x_base, op.x_last}},
                       ((op.x_base + iy * op.x_pitch) * m_.rows + std::int64_t{ox} * op.x_plane +
                        kx * m_.rows + r) /
                           m_.rows);
        return;
      default:
        break;
    }
    for (int c = 0; c < m_.columns; ++c) {  // depthwise: its own channel
      const int channel = g * m_.columns + c;
      const std::uint64_t lane = std::uint64_t{1} << channel % m_.rows;
      if (op.mapping == 3) {
        if (channel / m_.rows == g * m_.columns / m_.rows + i)
          mac_word(op, channel / m_.rows, iy, ix, lane);
        continue;
      }
      for (int t = 0; t < 9; ++t)
        mac_word(op, g * m_.columns / m_.rows, oy * op.stride_h + t / 3 + op.iy0,
                 ox * std::max(1, op.stride_w) + t % 3 + op.ix0, lane);
    }
  }

  // Input position (iy, ix) of a plane, when there is one.
  void mac_word(const Mac& op, std::int64_t plane, std::int64_t iy, std::int64_t ix,
                std::uint64_t lanes = kAllLanes) {
    if (0 <= iy && iy < op.in_h && 0 <= ix && ix < op.in_w)
      activation(false, {{op.x_base, op.x_last}},
                 op.x_base + plane * op.x_plane + iy * op.x_pitch + ix, lanes);
  }

  // Walks each range upward from its first bank to the last, past the highest bank to bank 0.
  void activation(bool is_write, const Locks& locks, std::int64_t address,
                  std::uint64_t lanes = kAllLanes) {
    const std::int64_t word = modulo(address, m_.activation_words());
    const std::int64_t bank = word / m_.activation_bank_words;
    bool outside = true;
    for (const auto& [base, last] : locks) {
      std::int64_t locked = modulo(base, m_.activation_words()) / m_.activation_bank_words;
      outside = outside && bank != locked;
      while (outside && locked != last % m_.activation_banks) {
        locked = (locked + 1) % m_.activation_banks;
        outside = bank != locked;
      }
    }
    std::uint64_t& mask = touches[{Space::activations, 0, is_write, outside, word}];
    mask |= lanes;
    if (std::popcount(mask) >= m_.rows) mask = kAllLanes;
  }

  void accumulator(bool is_write, std::int64_t base, std::int64_t index) {
    const std::int64_t bank = base / m_.accumulator_entries % 2;
    const std::int64_t entry = (base + index) % m_.accumulator_entries;
    touch({Space::accumulators, 0, is_write, false, bank * m_.accumulator_entries + entry});
  }

  template <typename Op>
  void transfer(const Op& op, Space space, bool is_load) {
    const int word_bytes = space == Space::parameters ? 2 * m_.columns
                           : space == Space::weights  ? m_.columns * m_.operand_bits / 8
                                                      : m_.rows * m_.operand_bits / 8;
    const int size = space == Space::parameters ? m_.parameter_words
                     : space == Space::weights  ? m_.weight_words
                                                : m_.activation_words();
    for (std::int64_t p = 0; p < op.planes; ++p)
      for (std::int64_t r = 0; r < op.rows; ++r)
        for (std::int64_t w = 0; w < op.words; ++w) {
          const std::int64_t line = op.offset + p * op.plane_stride + r * op.row_stride;
          for (std::int64_t byte = w * word_bytes; byte < (w + 1) * word_bytes; ++byte)
            touch({Space::device, op.segment, !is_load, false, line + byte / 16});
          const std::int64_t local = op.local + p * op.local_plane + r * op.local_row + w;
          if (space == Space::activations)
            activation(is_load, {{op.local, op.last_bank}}, local);
          else
            touch({space, 0, is_load, false, modulo(local, size)});
        }
  }

  const Machine& m_;
};

}  // namespace isomer::testing

#endif  // TESTS_ISA_INSTRUCTIONS_NAIVE_FOOTPRINT_H_
