// SPDX-License-Identifier: Apache-2.0
//
// The instructions as C++ values. What each one does is defined in isa/MACHINE.md; how it is
// encoded, which values are legal and what each field means is the table in table.h.

#ifndef ISA_INSTRUCTIONS_INSTRUCTION_H_
#define ISA_INSTRUCTIONS_INSTRUCTION_H_

#include <array>
#include <cstdint>
#include <variant>

#include "isa/arithmetic/decoder.h"

namespace isomer {

// The four in-order queues; the order is architectural (token bits, same-cycle retirement).
enum class Queue : std::uint8_t { load = 0, mac = 1, post = 2, store = 3 };
inline constexpr int kQueues = 4;
inline constexpr const char* kQueueNames[kQueues] = {"load", "mac", "post", "store"};

// Bit i of a token mask of queue q stands for the i-th of the three other queues, in ascending
// order.
constexpr Queue token_peer(Queue queue, int bit) {
  return static_cast<Queue>(bit + (bit >= static_cast<int>(queue) ? 1 : 0));
}
constexpr int token_bit(Queue queue, Queue peer) {
  return static_cast<int>(peer) - (peer > queue ? 1 : 0);
}

enum class Memory : std::int32_t { activations = 0, weights = 1, parameters = 2 };
enum class AccumulateMode : std::int32_t { zero = 0, bias = 1, accumulate = 2 };
enum class Mapping : std::int32_t { plain = 0, packed = 1, window = 2, diagonal = 3 };

// Every member is 32 bits wide so that one table of member pointers describes them all.
struct Halt {};

struct Sync {
  std::int32_t queue = 0;
};

struct Load {
  std::int32_t memory = 0, segment = 0, offset = 0;
  std::int32_t words = 1, rows = 1, planes = 1;
  std::int32_t row_stride = 0, plane_stride = 0;
  std::int32_t local = 0, local_row = 0, local_plane = 0, last_bank = 0;
};

struct Store {
  std::int32_t segment = 0, offset = 0;
  std::int32_t words = 1, rows = 1, planes = 1;
  std::int32_t row_stride = 0, plane_stride = 0;
  std::int32_t local = 0, local_row = 0, local_plane = 0, last_bank = 0;
};

struct Mac {
  std::int32_t mode = 0, x_signed = 0, decoder = 0, stored_bits = 3, mapping = 0;
  std::int32_t x_base = 0, x_last = 0, x_pitch = 0, x_plane = 0;
  std::int32_t in_h = 1, in_w = 1, iy0 = 0, ix0 = 0;
  std::int32_t out_h = 1, out_w = 1, kernel_h = 1, kernel_w = 1, stride_h = 1, stride_w = 1;
  std::int32_t groups_in = 1, groups_out = 1;
  std::int32_t w_base = 0, acc_base = 0, bias_base = 0, bias_shift = 0, decoder_argument = 0;
};

struct Post {
  std::int32_t acc_base = 0, groups = 1, out_h = 1, out_w = 1;
  std::int32_t y_base = 0, y_last = 0, y_pitch = 0, y_plane = 0;
  std::int32_t raw = 0, rounding = 0, s1 = 0, n1 = 24, lo = 0, hi = 0;
  std::int32_t affine = 0, affine_base = 0, s_b = 0, s2 = 0, n2 = 16;
  std::int32_t add = 0, r_base = 0, r_last = 0, r_pitch = 0, r_plane = 0, r_signed = 0;
  std::int32_t e1 = 0, e2 = 0, s3 = 0;
};

struct MaxPoolInstruction {
  std::int32_t x_base = 0, x_last = 0, x_pitch = 0, x_plane = 0, x_signed = 0;
  std::int32_t in_h = 1, in_w = 1, iy0 = 0, ix0 = 0;
  std::int32_t out_h = 1, out_w = 1, kernel_h = 1, kernel_w = 1, stride_h = 1, stride_w = 1;
  std::int32_t groups = 1;
  std::int32_t y_base = 0, y_last = 0, y_pitch = 0, y_plane = 0;
};

struct AveragePoolInstruction {
  std::int32_t x_base = 0, x_last = 0, x_pitch = 0, x_plane = 0, x_signed = 0;
  std::int32_t in_h = 1, in_w = 1, iy0 = 0, ix0 = 0;
  std::int32_t out_h = 1, out_w = 1, kernel_h = 1, kernel_w = 1, stride_h = 1, stride_w = 1;
  std::int32_t groups = 1;
  std::int32_t y_base = 0, y_last = 0, y_pitch = 0, y_plane = 0;
  std::int32_t multiplier = 1, rounding = 0, s = 0, y_bits = 8, y_signed = 0;
};

// x, and r where there is one, are read and y is written at groups x out_h x out_w words.
struct AddInstruction {
  std::int32_t groups = 1, out_h = 1, out_w = 1;
  std::int32_t x_base = 0, x_last = 0, x_pitch = 0, x_plane = 0;
  std::int32_t y_base = 0, y_last = 0, y_pitch = 0, y_plane = 0;
  std::int32_t x_signed = 0, rounding = 0, s = 0, lo = 0, hi = 0;
  std::int32_t r_base = 0, r_last = 0, r_pitch = 0, r_plane = 0, r_signed = 0;
  std::int32_t e1 = 0, e2 = 0;
};

struct MultiplyInstruction {
  std::int32_t groups = 1, out_h = 1, out_w = 1;
  std::int32_t x_base = 0, x_last = 0, x_pitch = 0, x_plane = 0;
  std::int32_t y_base = 0, y_last = 0, y_pitch = 0, y_plane = 0;
  std::int32_t x_signed = 0, rounding = 0, s = 0, lo = 0, hi = 0;
  std::int32_t r_base = 0, r_last = 0, r_pitch = 0, r_plane = 0, r_signed = 0;
};

struct RescaleInstruction {
  std::int32_t groups = 1, out_h = 1, out_w = 1;
  std::int32_t x_base = 0, x_last = 0, x_pitch = 0, x_plane = 0;
  std::int32_t y_base = 0, y_last = 0, y_pitch = 0, y_plane = 0;
  std::int32_t x_signed = 0, rounding = 0, s = 0, lo = 0, hi = 0;
};

struct LookupInstruction {
  std::int32_t groups = 1, out_h = 1, out_w = 1;
  std::int32_t x_base = 0, x_last = 0, x_pitch = 0, x_plane = 0;
  std::int32_t y_base = 0, y_last = 0, y_pitch = 0, y_plane = 0;
  std::int32_t table_base = 0, y_signed = 0;
};

using Operands =
    std::variant<Halt, Sync, Load, Store, Mac, Post, MaxPoolInstruction, AveragePoolInstruction,
                 AddInstruction, MultiplyInstruction, RescaleInstruction, LookupInstruction>;

struct Instruction {
  Operands operands;
  std::uint32_t pop = 0;   // 3 bits, see token_bit
  std::uint32_t push = 0;  // 3 bits
};

// The queue an instruction waits in; Halt has none and counts as load.
Queue queue_of(const Instruction& instruction);

}  // namespace isomer

#endif  // ISA_INSTRUCTIONS_INSTRUCTION_H_
