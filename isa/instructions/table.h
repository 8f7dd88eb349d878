// SPDX-License-Identifier: Apache-2.0
//
// The one table of opcodes and fields. Encoder, decoder, checks, assembler, disassembler, the
// SystemVerilog package rtl/generated/isomer_isa_pkg.sv and the page isa/INSTRUCTIONS.md all come
// from it. Fields follow the 13-bit header in the order given, each right above the one before;
// what is left of the 256 bits is reserved and zero.

#ifndef ISA_INSTRUCTIONS_TABLE_H_
#define ISA_INSTRUCTIONS_TABLE_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "isa/hardware/features.h"
#include "isa/instructions/instruction.h"

namespace isomer {

inline constexpr int kOpcodeBits = 7;
inline constexpr int kTokenBits = 3;
inline constexpr int kHeaderBits = kOpcodeBits + 2 * kTokenBits;  // opcode, pop, push: final

// Why a word traps, in the order in which fetch looks (the lowest cause that applies is reported).
// Causes from fetch_bus on arise outside the word.
enum class Trap : std::uint8_t {
  none = 0,
  illegal_opcode = 1,       // no instruction has it
  reserved_bits = 2,        // a reserved bit is one
  zero_count = 3,           // a count is zero
  illegal_enumeration = 4,  // a value outside the field's legal range
  absent_feature = 5,       // legal, but this machine lacks the unit
  fetch_bus = 6,
  load_bus = 7,
  store_bus = 8,
  missing_halt = 9,  // fetch passed the program's length
};

// By number.
inline constexpr const char* kTrapNames[] = {
    "none",           "illegal_opcode", "reserved_bits", "zero_count", "illegal_enumeration",
    "absent_feature", "fetch_bus",      "load_bus",      "store_bus",  "missing_halt",
};

// What a field's value is checked for at fetch.
enum class Check : std::uint8_t {
  any,          // every value is legal
  count,        // zero traps with zero_count
  enumeration,  // values outside [min, max] trap with illegal_enumeration
  feature,      // as enumeration; values the machine has no unit for trap with absent_feature
};

template <typename Op>
struct FieldOf {
  const char* name;
  std::int32_t Op::*member;
  int bits;
  bool is_signed;
  Check check;
  std::int32_t min;  // for enumeration and feature
  std::int32_t max;  // likewise
  Feature feature;   // for feature: which units decide (of a field of more than 5 bits:
                     // value 0 is number 0, every other value number 1)
  const char* meaning;
  const char* values;  // names of the values min, min + 1, ..., separated by spaces; or null
};

namespace table {

template <typename Op>
constexpr FieldOf<Op> any(const char* name, std::int32_t Op::*member, int bits, const char* text,
                          const char* values = nullptr) {
  return {name, member, bits, false, Check::any, 0, 0, Feature::none, text, values};
}
template <typename Op>
constexpr FieldOf<Op> integer(const char* name, std::int32_t Op::*member, int bits,
                              const char* text) {
  return {name, member, bits, true, Check::any, 0, 0, Feature::none, text, nullptr};
}
template <typename Op>
constexpr FieldOf<Op> count(const char* name, std::int32_t Op::*member, int bits,
                            const char* text) {
  return {name, member, bits, false, Check::count, 0, 0, Feature::none, text, nullptr};
}
template <typename Op>
constexpr FieldOf<Op> enumeration(const char* name, std::int32_t Op::*member, int bits,
                                  std::int32_t min, std::int32_t max, const char* text,
                                  const char* values = nullptr) {
  return {name, member, bits, false, Check::enumeration, min, max, Feature::none, text, values};
}
template <typename Op>
constexpr FieldOf<Op> feature(const char* name, std::int32_t Op::*member, int bits,
                              std::int32_t max, Feature units, const char* text,
                              const char* values = nullptr) {
  return {name, member, bits, false, Check::feature, 0, max, units, text, values};
}

// The fields of several lists, one after the other.
template <typename Op, std::size_t... n>
constexpr auto joined(const std::array<FieldOf<Op>, n>&... lists) {
  std::array<FieldOf<Op>, (n + ...)> all{};
  std::size_t used = 0;
  (..., [&] {
    for (const FieldOf<Op>& field : lists) all[used++] = field;
  }());
  return all;
}

// clang-format off
inline constexpr FieldOf<Sync> kSync[] = {
    any("queue", &Sync::queue, 2, "the queue it waits in", "load mac post store"),
};

inline constexpr FieldOf<Load> kLoad[] = {
    enumeration("memory", &Load::memory, 2, 0, 2, "destination", "activations weights parameters"),
    any("segment", &Load::segment, 3, "base register of the source"),
    any("offset", &Load::offset, 28, "source from the segment's base, in 16 bytes"),
    count("words", &Load::words, 16, "contiguous memory words per row"),
    count("rows", &Load::rows, 12, "rows per plane"),
    count("planes", &Load::planes, 12, "planes"),
    any("row_stride", &Load::row_stride, 20, "source distance of two rows, in 16 bytes"),
    any("plane_stride", &Load::plane_stride, 24, "source distance of two planes, in 16 bytes"),
    any("local", &Load::local, 16, "first destination word"),
    any("local_row", &Load::local_row, 16, "destination distance of two rows, in words"),
    any("local_plane", &Load::local_plane, 16, "destination distance of two planes, in words"),
    any("last_bank", &Load::last_bank, 6, "last activation bank written"),
};

inline constexpr FieldOf<Store> kStore[] = {
    any("segment", &Store::segment, 3, "base register of the destination"),
    any("offset", &Store::offset, 28, "destination from the segment's base, in 16 bytes"),
    count("words", &Store::words, 16, "contiguous memory words per row"),
    count("rows", &Store::rows, 12, "rows per plane"),
    count("planes", &Store::planes, 12, "planes"),
    any("row_stride", &Store::row_stride, 20, "destination distance of two rows, in 16 bytes"),
    any("plane_stride", &Store::plane_stride, 24, "destination distance of two planes, in 16 bytes"),
    any("local", &Store::local, 16, "first source word"),
    any("local_row", &Store::local_row, 16, "source distance of two rows, in words"),
    any("local_plane", &Store::local_plane, 16, "source distance of two planes, in words"),
    any("last_bank", &Store::last_bank, 6, "last activation bank read"),
};

inline constexpr FieldOf<Mac> kMac[] = {
    enumeration("mode", &Mac::mode, 2, 0, 2, "what the sum starts from", "zero bias accumulate"),
    any("x_signed", &Mac::x_signed, 1, "1: activations are two's complement, 0: unsigned"),
    feature("decoder", &Mac::decoder, 2, 3, Feature::decoder, "decoder of the stored weights", "integer odd table pot"),
    feature("stored_bits", &Mac::stored_bits, 3, 4, Feature::stored_bits, "log2 of the stored bits of a weight"),
    feature("mapping", &Mac::mapping, 2, 3, Feature::mapping, "how pixels meet the rows", "plain packed window diagonal"),
    any("x_base", &Mac::x_base, 16, "first activation word"),
    any("x_last", &Mac::x_last, 6, "last activation bank read"),
    any("x_pitch", &Mac::x_pitch, 12, "distance of two input rows, in words"),
    any("x_plane", &Mac::x_plane, 16, "distance of two channel groups, in words; packed: of two output columns, in elements"),
    any("in_h", &Mac::in_h, 10, "input rows that exist; others read as zero"),
    any("in_w", &Mac::in_w, 10, "input columns that exist; others read as zero; packed ignores it"),
    integer("iy0", &Mac::iy0, 10, "input row of output row 0 under kernel row 0"),
    integer("ix0", &Mac::ix0, 10, "input column of output column 0 under kernel column 0; packed ignores it"),
    count("out_h", &Mac::out_h, 10, "output rows"),
    count("out_w", &Mac::out_w, 10, "output columns"),
    count("kernel_h", &Mac::kernel_h, 5, "kernel rows"),
    count("kernel_w", &Mac::kernel_w, 5, "kernel columns; packed: vectors of R elements per kernel row"),
    any("stride_h", &Mac::stride_h, 4, "input rows per output row"),
    any("stride_w", &Mac::stride_w, 4, "input columns per output column; packed ignores it"),
    count("groups_in", &Mac::groups_in, 10, "groups of R input channels; diagonal: groups met by C outputs"),
    count("groups_out", &Mac::groups_out, 8, "groups of C output channels"),
    any("w_base", &Mac::w_base, 16, "first weight word"),
    any("acc_base", &Mac::acc_base, 12, "first accumulator entry, the bank above the entry's bits"),
    any("bias_base", &Mac::bias_base, 12, "first parameter word of the biases"),
    any("bias_shift", &Mac::bias_shift, 6, "left shift of the biases"),
    feature("decoder_argument", &Mac::decoder_argument, 12, 4095, Feature::decoder_argument, "integer: offset, 10 bits two's complement; table: its first parameter word"),
};

inline constexpr FieldOf<Post> kPost[] = {
    any("acc_base", &Post::acc_base, 12, "first accumulator entry, the bank above the entry's bits"),
    count("groups", &Post::groups, 8, "groups of C output channels"),
    count("out_h", &Post::out_h, 10, "output rows"),
    count("out_w", &Post::out_w, 10, "output columns"),
    any("y_base", &Post::y_base, 16, "first activation word written"),
    any("y_last", &Post::y_last, 6, "last activation bank written"),
    any("y_pitch", &Post::y_pitch, 12, "distance of two output rows, in words"),
    any("y_plane", &Post::y_plane, 16, "distance of two groups of R channels, in words"),
    any("raw", &Post::raw, 1, "1: write the accumulator itself, as planes of O bits"),
    feature("rounding", &Post::rounding, 2, 3, Feature::rounding, "of every stage", "half_up half_even half_away floor"),
    integer("s1", &Post::s1, 7, "right shift of RNT at the truncation point; negative: left"),
    enumeration("n1", &Post::n1, 5, 1, 24, "signed width after RNT"),
    integer("lo", &Post::lo, 17, "lower bound of the result"),
    integer("hi", &Post::hi, 17, "upper bound of the result"),
    feature("affine", &Post::affine, 1, 1, Feature::affine, "1: per-channel multiply and add"),
    any("affine_base", &Post::affine_base, 12, "parameter word of the first pair; its lowest bit is ignored"),
    any("s_b", &Post::s_b, 5, "left shift of the affine addend"),
    integer("s2", &Post::s2, 7, "right shift after the affine stage"),
    enumeration("n2", &Post::n2, 5, 1, 16, "signed width after the affine stage"),
    feature("add", &Post::add, 1, 1, Feature::add, "1: add the residual operand"),
    any("r_base", &Post::r_base, 16, "first activation word of the residual"),
    any("r_last", &Post::r_last, 6, "last activation bank of the residual"),
    any("r_pitch", &Post::r_pitch, 12, "distance of two residual rows, in words"),
    any("r_plane", &Post::r_plane, 16, "distance of two groups of the residual, in words"),
    any("r_signed", &Post::r_signed, 1, "1: the residual is two's complement"),
    any("e1", &Post::e1, 4, "left shift of the chain"),
    any("e2", &Post::e2, 4, "left shift of the residual"),
    integer("s3", &Post::s3, 7, "right shift of the sum"),
};

inline constexpr FieldOf<MaxPoolInstruction> kMaxPool[] = {
    any("x_base", &MaxPoolInstruction::x_base, 16, "first activation word"),
    any("x_last", &MaxPoolInstruction::x_last, 6, "last activation bank read"),
    any("x_pitch", &MaxPoolInstruction::x_pitch, 12, "distance of two input rows, in words"),
    any("x_plane", &MaxPoolInstruction::x_plane, 16, "distance of two input planes, in words"),
    any("x_signed", &MaxPoolInstruction::x_signed, 1, "1: elements are two's complement"),
    any("in_h", &MaxPoolInstruction::in_h, 10, "input rows that exist; others are skipped"),
    any("in_w", &MaxPoolInstruction::in_w, 10, "input columns that exist; others are skipped"),
    integer("iy0", &MaxPoolInstruction::iy0, 10, "input row of output row 0 under window row 0"),
    integer("ix0", &MaxPoolInstruction::ix0, 10, "input column of output column 0 under window column 0"),
    count("out_h", &MaxPoolInstruction::out_h, 10, "output rows"),
    count("out_w", &MaxPoolInstruction::out_w, 10, "output columns"),
    count("kernel_h", &MaxPoolInstruction::kernel_h, 5, "window rows"),
    count("kernel_w", &MaxPoolInstruction::kernel_w, 5, "window columns"),
    any("stride_h", &MaxPoolInstruction::stride_h, 4, "input rows per output row"),
    any("stride_w", &MaxPoolInstruction::stride_w, 4, "input columns per output column"),
    count("groups", &MaxPoolInstruction::groups, 10, "planes of R channels"),
    any("y_base", &MaxPoolInstruction::y_base, 16, "first activation word written"),
    any("y_last", &MaxPoolInstruction::y_last, 6, "last activation bank written"),
    any("y_pitch", &MaxPoolInstruction::y_pitch, 12, "distance of two output rows, in words"),
    any("y_plane", &MaxPoolInstruction::y_plane, 16, "distance of two output planes, in words"),
};

inline constexpr FieldOf<AveragePoolInstruction> kAveragePool[] = {
    any("x_base", &AveragePoolInstruction::x_base, 16, "first activation word"),
    any("x_last", &AveragePoolInstruction::x_last, 6, "last activation bank read"),
    any("x_pitch", &AveragePoolInstruction::x_pitch, 12, "distance of two input rows, in words"),
    any("x_plane", &AveragePoolInstruction::x_plane, 16, "distance of two input planes, in words"),
    any("x_signed", &AveragePoolInstruction::x_signed, 1, "1: elements are two's complement"),
    any("in_h", &AveragePoolInstruction::in_h, 10, "input rows that exist; others count as zero"),
    any("in_w", &AveragePoolInstruction::in_w, 10, "input columns that exist; others count as zero"),
    integer("iy0", &AveragePoolInstruction::iy0, 10, "input row of output row 0 under window row 0"),
    integer("ix0", &AveragePoolInstruction::ix0, 10, "input column of output column 0 under window column 0"),
    count("out_h", &AveragePoolInstruction::out_h, 10, "output rows"),
    count("out_w", &AveragePoolInstruction::out_w, 10, "output columns"),
    count("kernel_h", &AveragePoolInstruction::kernel_h, 8, "window rows"),
    count("kernel_w", &AveragePoolInstruction::kernel_w, 8, "window columns"),
    any("stride_h", &AveragePoolInstruction::stride_h, 4, "input rows per output row"),
    any("stride_w", &AveragePoolInstruction::stride_w, 4, "input columns per output column"),
    count("groups", &AveragePoolInstruction::groups, 10, "planes of R channels"),
    any("y_base", &AveragePoolInstruction::y_base, 16, "first activation word written"),
    any("y_last", &AveragePoolInstruction::y_last, 6, "last activation bank written"),
    any("y_pitch", &AveragePoolInstruction::y_pitch, 12, "distance of two output rows, in words"),
    any("y_plane", &AveragePoolInstruction::y_plane, 16, "distance of two output planes, in words"),
    any("multiplier", &AveragePoolInstruction::multiplier, 15, "M of the average"),
    feature("rounding", &AveragePoolInstruction::rounding, 2, 3, Feature::rounding, "of the average", "half_up half_even half_away floor"),
    integer("s", &AveragePoolInstruction::s, 7, "right shift of the sum times M; negative: left"),
    enumeration("y_bits", &AveragePoolInstruction::y_bits, 5, 1, 16, "width of the result"),
    any("y_signed", &AveragePoolInstruction::y_signed, 1, "1: the result is two's complement"),
};

// The operations on stored tensors begin alike, so that one unit reads and writes their words.
template <typename Op>
inline constexpr std::array kElementwise = {
    count("groups", &Op::groups, 10, "planes of R channels"),
    count("out_h", &Op::out_h, 10, "rows"),
    count("out_w", &Op::out_w, 10, "columns"),
    any("x_base", &Op::x_base, 16, "first activation word"),
    any("x_last", &Op::x_last, 6, "last activation bank of x"),
    any("x_pitch", &Op::x_pitch, 12, "distance of two input rows, in words"),
    any("x_plane", &Op::x_plane, 16, "distance of two input planes, in words"),
    any("y_base", &Op::y_base, 16, "first activation word written"),
    any("y_last", &Op::y_last, 6, "last activation bank written"),
    any("y_pitch", &Op::y_pitch, 12, "distance of two output rows, in words"),
    any("y_plane", &Op::y_plane, 16, "distance of two output planes, in words"),
};

// One rounding, one shift, one clamp.
template <typename Op>
inline constexpr std::array kResult = {
    any("x_signed", &Op::x_signed, 1, "1: x is two's complement"),
    feature("rounding", &Op::rounding, 2, 3, Feature::rounding, "of the result", "half_up half_even half_away floor"),
    integer("s", &Op::s, 7, "right shift; negative: left"),
    integer("lo", &Op::lo, 17, "lower bound of the result"),
    integer("hi", &Op::hi, 17, "upper bound of the result"),
};

// A second tensor.
template <typename Op>
inline constexpr std::array kOperand = {
    any("r_base", &Op::r_base, 16, "first activation word of r"),
    any("r_last", &Op::r_last, 6, "last activation bank of r"),
    any("r_pitch", &Op::r_pitch, 12, "distance of two rows of r, in words"),
    any("r_plane", &Op::r_plane, 16, "distance of two planes of r, in words"),
    any("r_signed", &Op::r_signed, 1, "1: r is two's complement"),
};

inline constexpr std::array kAdd = joined(
    kElementwise<AddInstruction>, kResult<AddInstruction>, kOperand<AddInstruction>,
    std::array{any("e1", &AddInstruction::e1, 4, "left shift of x"),
               any("e2", &AddInstruction::e2, 4, "left shift of r")});

inline constexpr std::array kMultiply = joined(
    kElementwise<MultiplyInstruction>, kResult<MultiplyInstruction>, kOperand<MultiplyInstruction>);

inline constexpr std::array kRescale =
    joined(kElementwise<RescaleInstruction>, kResult<RescaleInstruction>);

inline constexpr std::array kLookup = joined(
    kElementwise<LookupInstruction>,
    std::array{any("table_base", &LookupInstruction::table_base, 12, "first parameter word of the table"),
               any("y_signed", &LookupInstruction::y_signed, 1, "1: patterns of the table are two's complement")});
// clang-format on

}  // namespace table

struct OpcodeInfo {
  std::uint8_t code;
  const char* mnemonic;
  Feature unit;  // a machine without it traps with absent_feature
  const char* meaning;
};

inline constexpr std::uint8_t kHalt = 0x01;
inline constexpr std::uint8_t kSync = 0x02;
inline constexpr std::uint8_t kLoad = 0x10;
inline constexpr std::uint8_t kStore = 0x18;
inline constexpr std::uint8_t kMac = 0x20;
inline constexpr std::uint8_t kPost = 0x30;
inline constexpr std::uint8_t kMaxPool = 0x31;
inline constexpr std::uint8_t kAveragePool = 0x32;
inline constexpr std::uint8_t kAdd = 0x33;
inline constexpr std::uint8_t kMultiply = 0x34;
inline constexpr std::uint8_t kRescale = 0x35;
inline constexpr std::uint8_t kLookup = 0x36;

// Opcode 0 is illegal on purpose: zeroed memory is no program.
inline constexpr OpcodeInfo kOpcodes[] = {
    {kHalt, "halt", Feature::none, "stop when every queue is empty and every write is answered"},
    {kSync, "sync", Feature::none, "move tokens, nothing else"},
    {kLoad, "load", Feature::none, "device memory to a local memory"},
    {kStore, "store", Feature::none, "activations to device memory"},
    {kMac, "mac", Feature::none, "convolution or product into the accumulators"},
    {kPost, "post", Feature::none, "accumulators through the post chain to activations"},
    {kMaxPool, "max_pool", Feature::none, "maximum over windows of activations"},
    {kAveragePool, "avg_pool", Feature::average, "average over windows of activations"},
    {kAdd, "add", Feature::add, "sum of two tensors"},
    {kMultiply, "multiply", Feature::add, "elementwise product of two tensors"},
    {kRescale, "rescale", Feature::add, "a tensor in another format"},
    {kLookup, "lookup", Feature::lookup, "256-entry table"},
};

}  // namespace isomer

#endif  // ISA_INSTRUCTIONS_TABLE_H_
