// SPDX-License-Identifier: Apache-2.0

#include "isa/compiler/coding.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <vector>

#include "isa/hardware/features.h"
#include "isa/network/weight_coding.h"

namespace isomer::compiler {
namespace {

constexpr std::uint32_t kOffsetMask = 0x3ff;  // 10 bits

bool has(const Machine& machine, Feature feature, int value) {
  return (available(machine, feature) >> value & 1) != 0;
}

bool can_decode(const Machine& machine, const WeightCoding& coding) {
  const bool needs_argument = coding.decoder == Decoder::table || coding.offset != 0;
  return coding.stored_bits <= machine.operand_bits &&
         has(machine, Feature::decoder, static_cast<int>(coding.decoder)) &&
         has(machine, Feature::stored_bits, stored_bits_log2(coding)) &&
         (!needs_argument || has(machine, Feature::decoder_argument, 1));
}

// Each integer among the weights once.
std::vector<int> distinct_weights(const Convolution& op) {
  constexpr int kLeast = std::numeric_limits<std::int16_t>::min();
  std::vector<bool> occurs(std::size_t{1} << 16);
  for (const int weight : op.weights) occurs[static_cast<std::size_t>(weight - kLeast)] = true;
  std::vector<int> weights;
  for (std::size_t i = 0; i < occurs.size(); ++i)
    if (occurs[i]) weights.push_back(static_cast<int>(i) + kLeast);
  return weights;
}

bool holds_all(const WeightCoding& coding, const std::vector<int>& weights) {
  return std::all_of(weights.begin(), weights.end(),
                     [&](int weight) { return weight_code(weight, coding).has_value(); });
}

bool leaves_lanes_empty(const Machine& machine, const Convolution& op) {
  const auto per_channel = static_cast<std::size_t>(op.out_channels) *
                           static_cast<std::size_t>(op.kernel_h) *
                           static_cast<std::size_t>(op.kernel_w);
  const int inputs = static_cast<int>(op.weights.size() / per_channel);
  const bool is_depthwise = op.groups == op.out_channels && inputs == 1;
  return (op.groups > 1 && !(is_depthwise && machine.has_depthwise != 0)) ||
         inputs * op.groups % machine.rows != 0 ||
         op.out_channels % std::max(machine.rows, machine.columns) != 0;
}

}  // namespace

std::optional<WeightCoding> find_coding(const Machine& machine, const Convolution& op,
                                        bool has_parts) {
  std::vector<int> weights = distinct_weights(op);
  if (has_parts || leaves_lanes_empty(machine, op)) weights.push_back(0);
  WeightCoding integer;
  integer.stored_bits = machine.operand_bits;
  for (const WeightCoding& coding :
       {op.coding, integer, WeightCoding{Decoder::pot, 4}, WeightCoding{Decoder::pot, 8}})
    if (can_decode(machine, coding) && holds_all(coding, weights)) return coding;
  return std::nullopt;
}

int stored_bits_log2(const WeightCoding& coding) {
  return std::countr_zero(static_cast<unsigned>(coding.stored_bits));
}

int integer_offset_field(const WeightCoding& coding) {
  if (coding.decoder != Decoder::integer) return 0;
  return static_cast<int>(static_cast<std::uint32_t>(coding.offset) & kOffsetMask);
}

}  // namespace isomer::compiler
