// SPDX-License-Identifier: Apache-2.0
//
// The tables of isa/INSTRUCTIONS.md, retyped.

#ifndef TESTS_CONFORMANCE_ENCODING_TABLE_H_
#define TESTS_CONFORMANCE_ENCODING_TABLE_H_

#include <string>
#include <vector>

namespace dut {

// What is checked of a field at fetch.
enum class Legal {
  any,
  integer,  // any, two's complement
  count,    // not zero
  range,    // min to max
  unit,     // min to max, and what the machine has
};

struct Field {
  const char* name;
  int bits;
  Legal legal = Legal::any;
  int min = 0;
  int max = 0;
};

struct Format {
  int opcode;
  const char* mnemonic;
  int queue;                  // -1: none
  std::vector<Field> fields;  // from bit 13 upwards
};

inline std::vector<Field> operator+(std::vector<Field> fields, const std::vector<Field>& more) {
  fields.insert(fields.end(), more.begin(), more.end());
  return fields;
}

inline const std::vector<Field> kTransferShape = {
    {"segment", 3},
    {"offset", 28},
    {"words", 16, Legal::count},
    {"rows", 12, Legal::count},
    {"planes", 12, Legal::count},
    {"row_stride", 20},
    {"plane_stride", 24},
    {"local", 16},
    {"local_row", 16},
    {"local_plane", 16},
    {"last_bank", 6},
};

inline const std::vector<Field> kSource = {
    {"x_base", 16}, {"x_last", 6}, {"x_pitch", 12}, {"x_plane", 16}};
inline const std::vector<Field> kTarget = {
    {"y_base", 16}, {"y_last", 6}, {"y_pitch", 12}, {"y_plane", 16}};
inline const std::vector<Field> kImage = {
    {"in_h", 10},
    {"in_w", 10},
    {"iy0", 10, Legal::integer},
    {"ix0", 10, Legal::integer},
    {"out_h", 10, Legal::count},
    {"out_w", 10, Legal::count},
};
inline const std::vector<Field> kSmallKernel = {
    {"kernel_h", 5, Legal::count}, {"kernel_w", 5, Legal::count}, {"stride_h", 4}, {"stride_w", 4}};
inline const std::vector<Field> kLargeKernel = {
    {"kernel_h", 8, Legal::count}, {"kernel_w", 8, Legal::count}, {"stride_h", 4}, {"stride_w", 4}};
inline const std::vector<Field> kGroups = {{"groups", 10, Legal::count}};
inline const std::vector<Field> kPixels = {{"out_h", 10, Legal::count},
                                           {"out_w", 10, Legal::count}};
inline const std::vector<Field> kSigned = {{"x_signed", 1}};
inline const std::vector<Field> kRounding = {{"rounding", 2, Legal::unit, 0, 3}};
inline const std::vector<Field> kBounds = {{"lo", 17, Legal::integer}, {"hi", 17, Legal::integer}};
inline const std::vector<Field> kResult =
    kSigned + kRounding + std::vector<Field>{{"s", 7, Legal::integer}} + kBounds;
inline const std::vector<Field> kOperand = {
    {"r_base", 16}, {"r_last", 6}, {"r_pitch", 12}, {"r_plane", 16}, {"r_signed", 1}};
inline const std::vector<Field> kShifts = {{"e1", 4}, {"e2", 4}};
inline const std::vector<Field> kStored = kGroups + kPixels + kSource + kTarget;

inline const std::vector<Format> kFormats = {
    {0x01, "halt", -1, {}},
    {0x02, "sync", -1, {{"queue", 2}}},
    {0x10, "load", 0, std::vector<Field>{{"memory", 2, Legal::range, 0, 2}} + kTransferShape},
    {0x18, "store", 3, kTransferShape},
    {0x20, "mac", 1,
     std::vector<Field>{{"mode", 2, Legal::range, 0, 2}} + kSigned +
         std::vector<Field>{{"decoder", 2, Legal::unit, 0, 3},
                            {"stored_bits", 3, Legal::unit, 0, 4},
                            {"mapping", 2, Legal::unit, 0, 3}} +
         kSource + kImage + kSmallKernel +
         std::vector<Field>{{"groups_in", 10, Legal::count},
                            {"groups_out", 8, Legal::count},
                            {"w_base", 16},
                            {"acc_base", 12},
                            {"bias_base", 12},
                            {"bias_shift", 6},
                            {"decoder_argument", 12, Legal::unit, 0, 4095}}},
    {0x30, "post", 2,
     std::vector<Field>{{"acc_base", 12}, {"groups", 8, Legal::count}} + kPixels + kTarget +
         std::vector<Field>{{"raw", 1}} + kRounding +
         std::vector<Field>{{"s1", 7, Legal::integer}, {"n1", 5, Legal::range, 1, 24}} + kBounds +
         std::vector<Field>{{"affine", 1, Legal::unit, 0, 1},
                            {"affine_base", 12},
                            {"s_b", 5},
                            {"s2", 7, Legal::integer},
                            {"n2", 5, Legal::range, 1, 16},
                            {"add", 1, Legal::unit, 0, 1}} +
         kOperand + kShifts + std::vector<Field>{{"s3", 7, Legal::integer}}},
    {0x31, "max_pool", 2, kSource + kSigned + kImage + kSmallKernel + kGroups + kTarget},
    {0x32, "avg_pool", 2,
     kSource + kSigned + kImage + kLargeKernel + kGroups + kTarget +
         std::vector<Field>{{"multiplier", 15}} + kRounding +
         std::vector<Field>{
             {"s", 7, Legal::integer}, {"y_bits", 5, Legal::range, 1, 16}, {"y_signed", 1}}},
    {0x33, "add", 2, kStored + kResult + kOperand + kShifts},
    {0x34, "multiply", 2, kStored + kResult + kOperand},
    {0x35, "rescale", 2, kStored + kResult},
    {0x36, "lookup", 2, kStored + std::vector<Field>{{"table_base", 12}, {"y_signed", 1}}},
};

}  // namespace dut

#endif  // TESTS_CONFORMANCE_ENCODING_TABLE_H_
