// SPDX-License-Identifier: Apache-2.0
//
// The one table of opcodes and fields. Encoder, decoder, checks, assembler, disassembler, the
// SystemVerilog package rtl/generated/isomer_isa_pkg.sv and the page isa/INSTRUCTIONS.md all come
// from it. Fields follow the 13-bit header in the order given, each right above the one before;
// what is left of the 256 bits is reserved and zero.

#ifndef ISA_INSTRUCTIONS_TABLE_H_
#define ISA_INSTRUCTIONS_TABLE_H_

#include <cstdint>

#include "isa/instructions/instruction.h"

namespace isomer {

inline constexpr int kOpcodeBits = 7;
inline constexpr int kTokenBits = 3;
inline constexpr int kHeaderBits = kOpcodeBits + 2 * kTokenBits;  // opcode, pop, push: final

// Why a word traps, in the order in which fetch looks (the lowest cause that applies is reported).
// Causes from fetch_bus on arise outside the word.
enum class Trap : std::uint8_t {
  none = 0,
  illegal_opcode = 1,       // unknown, or reserved for a later machine
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
  feature,      // as enumeration; values in it that the machine lacks trap with absent_feature
};

template <typename Op>
struct FieldOf {
  const char* name;
  std::int32_t Op::*member;
  int bits;
  bool is_signed;
  Check check;
  std::int32_t min;          // for enumeration and feature
  std::int32_t max;          // likewise
  std::uint32_t everywhere;  // for feature: bit v is set when every machine has value v
  const char* meaning;
  const char* values;  // names of the values min, min + 1, ..., separated by spaces; or null
};

namespace table {

template <typename Op>
constexpr FieldOf<Op> any(const char* name, std::int32_t Op::*member, int bits, const char* text,
                          const char* values = nullptr) {
  return {name, member, bits, false, Check::any, 0, 0, 0, text, values};
}
template <typename Op>
constexpr FieldOf<Op> integer(const char* name, std::int32_t Op::*member, int bits,
                              const char* text) {
  return {name, member, bits, true, Check::any, 0, 0, 0, text, nullptr};
}
template <typename Op>
constexpr FieldOf<Op> count(const char* name, std::int32_t Op::*member, int bits,
                            const char* text) {
  return {name, member, bits, false, Check::count, 0, 0, 0, text, nullptr};
}
template <typename Op>
constexpr FieldOf<Op> enumeration(const char* name, std::int32_t Op::*member, int bits,
                                  std::int32_t min, std::int32_t max, const char* text,
                                  const char* values = nullptr) {
  return {name, member, bits, false, Check::enumeration, min, max, 0, text, values};
}
template <typename Op>
constexpr FieldOf<Op> feature(const char* name, std::int32_t Op::*member, int bits,
                              std::int32_t max, std::uint32_t everywhere, const char* text,
                              const char* values = nullptr) {
  return {name, member, bits, false, Check::feature, 0, max, everywhere, text, values};
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
    feature("decoder", &Mac::decoder, 2, 3, 0b1, "decoder of the stored weights", "integer odd table pot"),
    feature("stored_bits", &Mac::stored_bits, 3, 4, 0b1000, "log2 of the stored bits of a weight"),
    feature("mapping", &Mac::mapping, 2, 3, 0b11, "how pixels meet the rows", "plain packed window diagonal"),
    any("x_base", &Mac::x_base, 16, "first activation word"),
    any("x_last", &Mac::x_last, 6, "last activation bank read"),
    any("x_pitch", &Mac::x_pitch, 12, "distance of two input rows, in words"),
    any("x_plane", &Mac::x_plane, 16, "plain: distance of two channel groups, in words; packed: of two output columns, in elements"),
    any("in_h", &Mac::in_h, 10, "input rows that exist; others read as zero"),
    any("in_w", &Mac::in_w, 10, "input columns that exist (plain); others read as zero"),
    integer("iy0", &Mac::iy0, 10, "input row of output row 0 under kernel row 0"),
    integer("ix0", &Mac::ix0, 10, "input column of output column 0 under kernel column 0 (plain)"),
    count("out_h", &Mac::out_h, 10, "output rows"),
    count("out_w", &Mac::out_w, 10, "output columns"),
    count("kernel_h", &Mac::kernel_h, 5, "kernel rows"),
    count("kernel_w", &Mac::kernel_w, 5, "kernel columns; packed: vectors of R elements per kernel row"),
    any("stride_h", &Mac::stride_h, 4, "input rows per output row"),
    any("stride_w", &Mac::stride_w, 4, "input columns per output column (plain)"),
    count("groups_in", &Mac::groups_in, 10, "groups of R input channels"),
    count("groups_out", &Mac::groups_out, 8, "groups of C output channels"),
    any("w_base", &Mac::w_base, 16, "first weight word"),
    any("acc_base", &Mac::acc_base, 12, "first accumulator entry, the bank above the entry's bits"),
    any("bias_base", &Mac::bias_base, 12, "first parameter word of the biases"),
    any("bias_shift", &Mac::bias_shift, 6, "left shift of the biases"),
    enumeration("decoder_argument", &Mac::decoder_argument, 12, 0, 0, "zero until a machine has decoders with an offset or a table"),
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
    any("raw", &Post::raw, 1, "1: write the accumulator itself, as byte planes"),
    enumeration("rounding", &Post::rounding, 2, 0, 3, "of every stage", "half_up half_even half_away floor"),
    integer("s1", &Post::s1, 7, "right shift of RNT at the truncation point; negative: left"),
    enumeration("n1", &Post::n1, 5, 1, 24, "signed width after RNT"),
    integer("lo", &Post::lo, 17, "lower bound of the result"),
    integer("hi", &Post::hi, 17, "upper bound of the result"),
    feature("affine", &Post::affine, 1, 1, 0b1, "1: per-channel multiply and add"),
    any("affine_base", &Post::affine_base, 12, "parameter word of the first pair"),
    any("s_b", &Post::s_b, 5, "left shift of the affine addend"),
    integer("s2", &Post::s2, 7, "right shift after the affine stage"),
    enumeration("n2", &Post::n2, 5, 1, 16, "signed width after the affine stage"),
    feature("add", &Post::add, 1, 1, 0b1, "1: add the residual operand"),
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
// clang-format on

}  // namespace table

struct OpcodeInfo {
  std::uint8_t code;
  const char* mnemonic;
  bool implemented;  // reserved opcodes trap with illegal_opcode
  const char* meaning;
};

inline constexpr std::uint8_t kHalt = 0x01;
inline constexpr std::uint8_t kSync = 0x02;
inline constexpr std::uint8_t kLoad = 0x10;
inline constexpr std::uint8_t kStore = 0x18;
inline constexpr std::uint8_t kMac = 0x20;
inline constexpr std::uint8_t kPost = 0x30;
inline constexpr std::uint8_t kMaxPool = 0x31;

// Opcode 0 is illegal on purpose: zeroed memory is no program.
inline constexpr OpcodeInfo kOpcodes[] = {
    {kHalt, "halt", true, "stop when every queue is empty and every write is answered"},
    {kSync, "sync", true, "move tokens, nothing else"},
    {kLoad, "load", true, "device memory to a local memory"},
    {kStore, "store", true, "activations to device memory"},
    {kMac, "mac", true, "convolution or product into the accumulators"},
    {kPost, "post", true, "accumulators through the post chain to activations"},
    {kMaxPool, "max_pool", true, "maximum over windows of activations"},
    {0x32, "avg_pool", false, "average over windows of activations"},
    {0x33, "add", false, "elementwise sum"},
    {0x34, "multiply", false, "elementwise product"},
    {0x35, "rescale", false, "RNT of a stored tensor"},
    {0x36, "lookup", false, "256-entry table"},
};

}  // namespace isomer

#endif  // ISA_INSTRUCTIONS_TABLE_H_
