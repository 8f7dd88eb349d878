// SPDX-License-Identifier: Apache-2.0
#include "sim/coverage/shape_bins.h"

#include <algorithm>
#include <string>
#include <variant>
#include <vector>

#include "isa/hardware/features.h"
#include "isa/instructions/busy_cycles.h"
#include "isa/program/program.h"
#include "sim/coverage/axes.h"

namespace isomer::coverage {
namespace {

// Properties of a window that slides over a tile, in the order of kWindowProperties.
enum WindowProperty : std::size_t {
  kKernelOne,
  kKernelRow,
  kKernelColumn,
  kKernelSquare,
  kKernelOblong,
  kStrideH0,
  kStrideH1,
  kStrideH2,
  kStrideHMore,
  kStrideW0,
  kStrideW1,
  kStrideW2,
  kStrideWMore,
  kNoPadding,
  kPadTop,
  kPadBottom,
  kPadLeft,
  kPadRight,
  kPadAll,
  kNoInput,
  kAllOutside,
  kInputWraps,
  kOneBank,
  kManyBanks,
  kBanksWrap
};
const std::vector<std::string> kWindowProperties = {
    "kernel 1x1",    "kernel 1xN",   "kernel Nx1",     "kernel NxN",           "kernel MxN",
    "stride_h 0",    "stride_h 1",   "stride_h 2",     "stride_h 3..15",       "stride_w 0",
    "stride_w 1",    "stride_w 2",   "stride_w 3..15", "no padding",           "padding above",
    "padding below", "padding left", "padding right",  "padding on all sides", "no input",
    "all outside",   "input wraps",  "one bank",       "several banks",        "banks wrap"};

// Properties of what is written, in the order of kResultProperties.
enum ResultProperty : std::size_t {
  kOnePixel,
  kOneRow,
  kOneColumn,
  kManyPixels,
  kOneGroup,
  kManyGroups,
  kMostGroups,
  kOutputWraps,
  kOutputOneBank,
  kOutputBanks,
  kOutputBanksWrap,
  kPartOfWord
};
const std::vector<std::string> kResultProperties = {
    "1x1",       "one row",        "one column",         "rows and columns",
    "one group", "several groups", "100 groups or more", "result wraps",
    "one bank",  "several banks",  "banks wrap",         "part of a word"};

// In the order of kMacProperties.
enum MacProperty : std::size_t {
  kOneGroupIn,
  kManyGroupsIn,
  kOneGroupOut,
  kManyGroupsOut,
  kMacOnePixel,
  kMacRow,
  kMacColumn,
  kMacPixels,
  kWeightsWrap,
  kEntriesWrap,
  kBank0,
  kBank1,
  kAligned,
  kUnaligned,
  kPartPlane
};
const std::vector<std::string> kMacProperties = {"groups_in 1",
                                                 "groups_in 2 or more",
                                                 "groups_out 1",
                                                 "groups_out 2 or more",
                                                 "1x1",
                                                 "one row",
                                                 "one column",
                                                 "rows and columns",
                                                 "weights wrap",
                                                 "entries wrap",
                                                 "accumulator bank 0",
                                                 "accumulator bank 1",
                                                 "aligned vectors",
                                                 "unaligned vectors",
                                                 "group on part of a plane"};

// In the order of kTransferProperties.
enum TransferProperty : std::size_t {
  kOneWord,
  kManyWords,
  kManyRows,
  kManyPlanes,
  kWholeBeats,
  kPartOfBeat,
  kManyBursts,
  kPageEnd,
  kDense,
  kSparse,
  kLocalWraps,
  kLocalOneBank,
  kLocalBanks,
  kLocalBanksWrap
};
const std::vector<std::string> kTransferProperties = {"one word",
                                                      "several words",
                                                      "several rows",
                                                      "several planes",
                                                      "whole beats",
                                                      "part of the last beat",
                                                      "several bursts in a row",
                                                      "row crosses 4 KiB",
                                                      "dense rows",
                                                      "sparse rows",
                                                      "local wraps",
                                                      "one bank",
                                                      "several banks",
                                                      "banks wrap"};

constexpr std::size_t kKinds = 4;
constexpr int kBeatsOfBurst = 16;
constexpr int kPage = 4096;
constexpr int kLine = 16;

int sign_of_stride(int stride) { return std::min(stride, 3); }

// How many banks from that of word `base` up to bank `last`, and whether they pass the last one.
struct BankRange {
  int banks;
  bool wraps;
};
BankRange bank_range(const Machine& machine, int base, int last) {
  const int count = machine.activation_banks;
  const int first = base / machine.activation_bank_words % count;
  const int end = last % count;
  return {(end - first + count) % count + 1, end < first};
}

std::string no_banks(const Machine& machine, bool is_wrap) {
  if (machine.activation_banks > 1) return "";
  return is_wrap ? "the machine has one bank, which no range passes" : "the machine has one bank";
}

}  // namespace

ShapeBins::ShapeBins(CoveragePlan& plan, const Machine& machine) : machine_(machine) {
  using At = const std::vector<std::size_t>&;
  const auto has_mapping = [&](std::size_t at) {
    return ((available(machine, Feature::mapping) >> at) & 1) != 0;
  };
  const auto absent = [&, has_mapping](std::size_t at) -> std::string {
    if (at < kMaxPool && !has_mapping(at)) return "the machine has no such mapping";
    if (at == kAveragePool && machine.has_average == 0) return "the machine has no avg_pool";
    if (kAdd <= at && at <= kRescale && machine.has_add == 0)
      return "the machine has no add, multiply and rescale";
    if (at == kLookup && machine.has_lookup == 0) return "the machine has no lookup";
    return "";
  };
  const std::vector<std::string> operations = {"plain",    "packed",   "window", "diagonal",
                                               "max_pool", "avg_pool", "post",   "add",
                                               "multiply", "rescale",  "lookup"};
  windows_ =
      plan.add("window", "how a window lies on its input, and the input in memory",
               {{"operation", {operations.begin(), operations.begin() + kWindowed}},
                {"property", kWindowProperties}},
               [&](At at) -> std::string {
                 if (const std::string reason = absent(at[0]); !reason.empty()) return reason;
                 const std::size_t property = at[1];
                 if (at[0] == kPacked &&
                     ((kStrideW0 <= property && property <= kStrideWMore) || property == kPadLeft ||
                      property == kPadRight || property == kPadAll))
                   return "packed ignores the columns of its input";
                 if (at[0] == kWindow && (property <= kKernelOblong && property != kKernelSquare))
                   return "the window's kernel is always 3x3";
                 if (property == kManyBanks || property == kBanksWrap)
                   return no_banks(machine, property == kBanksWrap);
                 return "";
               });
  results_ = plan.add("result", "the shape of what is written to the activations, and where",
                      {{"operation", {operations.begin() + kMaxPool, operations.end()}},
                       {"property", kResultProperties}},
                      [&](At at) -> std::string {
                        const std::size_t operation = at[0] + kMaxPool;
                        if (const std::string reason = absent(operation); !reason.empty())
                          return reason;
                        if (at[1] == kPartOfWord && operation != kPost)
                          return "it writes whole words";
                        if (at[1] == kPartOfWord && machine.columns >= machine.rows)
                          return "the columns of the array fill a word";
                        if (at[1] == kOutputBanks || at[1] == kOutputBanksWrap)
                          return no_banks(machine, at[1] == kOutputBanksWrap);
                        return "";
                      });
  macs_ = plan.add("mac shape", "groups, pixels and addresses of a mac",
                   {{"mapping", {operations.begin(), operations.begin() + kMaxPool}},
                    {"property", kMacProperties}},
                   [&](At at) -> std::string {
                     if (!has_mapping(at[0])) return "the machine has no such mapping";
                     const bool is_vector = at[1] == kAligned || at[1] == kUnaligned;
                     if (is_vector && at[0] != kPacked)
                       return "only packed reads vectors across words";
                     const bool is_group_in = at[1] == kOneGroupIn || at[1] == kManyGroupsIn;
                     if (is_group_in && at[0] == kWindow) return "a window has no groups of inputs";
                     if (at[1] == kPartPlane && at[0] != kWindow && at[0] != kDiagonal)
                       return "only depthwise mappings work on parts of a plane";
                     if (at[1] == kPartPlane && machine.columns >= machine.rows)
                       return "the columns of the array fill a plane";
                     return "";
                   });
  transfers_ = plan.add("transfer", "the rows of a load or store, on the bus and in the memory",
                        {{"kind", {"load activations", "load weights", "load parameters", "store"}},
                         {"property", kTransferProperties}},
                        [&](At at) -> std::string {
                          const bool is_activations = at[0] == 0 || at[0] == 3;
                          const int word = is_activations ? machine.activation_word_bytes()
                                           : at[0] == 1   ? machine.weight_word_bytes()
                                                          : machine.parameter_word_bytes();
                          if (at[1] == kPartOfBeat && word % machine.bus_bytes() == 0)
                            return "a word is a whole number of beats";
                          const bool is_bank = kLocalOneBank <= at[1] && at[1] <= kLocalBanksWrap;
                          if (is_bank && !is_activations) return "only activations have banks";
                          if (at[1] == kLocalBanks || at[1] == kLocalBanksWrap)
                            return no_banks(machine, at[1] == kLocalBanksWrap);
                          return "";
                        });
  segments_ = plan.add("segment", "every base register, for both directions",
                       {{"unit", {"load", "store"}}, number_axis("segment", 0, kSegments - 1)});
}

template <typename Op>
void ShapeBins::count_window(CoverageCounts& counts, Operation operation, const Op& op) const {
  const auto hit = [&](std::size_t property) { ++counts[windows_(operation, property)]; };
  const bool is_packed = operation == kPacked;
  const bool is_window = operation == kWindow;
  const int kernel_h = is_window ? 3 : op.kernel_h;
  const int kernel_w = is_window ? 3 : op.kernel_w;
  hit(kernel_h == 1 && kernel_w == 1 ? kKernelOne
      : kernel_h == 1                ? kKernelRow
      : kernel_w == 1                ? kKernelColumn
      : kernel_h == kernel_w         ? kKernelSquare
                                     : kKernelOblong);
  hit(kStrideH0 + static_cast<std::size_t>(sign_of_stride(op.stride_h)));
  const int top = op.iy0;
  const int bottom = op.iy0 + (op.out_h - 1) * op.stride_h + kernel_h;
  const bool is_above = top < 0;
  const bool is_below = bottom > op.in_h;
  if (is_above) hit(kPadTop);
  if (is_below) hit(kPadBottom);
  bool is_left = false;
  bool is_right = false;
  bool is_outside = bottom <= 0 || top >= op.in_h;
  if (!is_packed) {
    hit(kStrideW0 + static_cast<std::size_t>(sign_of_stride(op.stride_w)));
    const int stride_w = is_window ? std::max(1, op.stride_w) : op.stride_w;
    const int right = op.ix0 + (op.out_w - 1) * stride_w + kernel_w;
    is_left = op.ix0 < 0;
    is_right = right > op.in_w;
    if (is_left) hit(kPadLeft);
    if (is_right) hit(kPadRight);
    is_outside = is_outside || right <= 0 || op.ix0 >= op.in_w;
  }
  const bool has_no_input = op.in_h == 0 || (!is_packed && op.in_w == 0);
  if (has_no_input) hit(kNoInput);
  if (is_outside && !has_no_input) hit(kAllOutside);
  if (!is_above && !is_below && !is_left && !is_right) hit(kNoPadding);
  if (is_above && is_below && is_left && is_right) hit(kPadAll);

  if (!is_outside) {
    const std::int64_t last_row = std::min(bottom, op.in_h) - 1;
    const std::int64_t last = op.x_base + last_row * op.x_pitch;
    if (last >= machine_.activation_words()) hit(kInputWraps);
  }
  const BankRange banks = bank_range(machine_, op.x_base, op.x_last);
  hit(banks.banks == 1 ? kOneBank : kManyBanks);
  if (banks.wraps) hit(kBanksWrap);
}

template <typename Op>
void ShapeBins::count_result(CoverageCounts& counts, Operation operation, const Op& op) const {
  const auto hit = [&](std::size_t property) {
    ++counts[results_(operation - kMaxPool, property)];
  };
  hit(op.out_h == 1 && op.out_w == 1 ? kOnePixel
      : op.out_h == 1                ? kOneRow
      : op.out_w == 1                ? kOneColumn
                                     : kManyPixels);
  hit(op.groups == 1 ? kOneGroup : kManyGroups);
  if (op.groups >= 100) hit(kMostGroups);
  const std::int64_t last = op.y_base + std::int64_t{op.out_h - 1} * op.y_pitch + op.out_w - 1;
  if (last >= machine_.activation_words()) hit(kOutputWraps);
  const BankRange banks = bank_range(machine_, op.y_base, op.y_last);
  hit(banks.banks == 1 ? kOutputOneBank : kOutputBanks);
  if (banks.wraps) hit(kOutputBanksWrap);
  if (operation == kPost && op.groups * machine_.columns % machine_.rows != 0) hit(kPartOfWord);
}

void ShapeBins::count_mac(CoverageCounts& counts, const Mac& mac) const {
  const auto mapping = static_cast<Mapping>(mac.mapping);
  const auto hit = [&](std::size_t property) { ++counts[macs_(mac.mapping, property)]; };
  if (mapping != Mapping::window) hit(mac.groups_in == 1 ? kOneGroupIn : kManyGroupsIn);
  hit(mac.groups_out == 1 ? kOneGroupOut : kManyGroupsOut);
  hit(mac.out_h == 1 && mac.out_w == 1 ? kMacOnePixel
      : mac.out_h == 1                 ? kMacRow
      : mac.out_w == 1                 ? kMacColumn
                                       : kMacPixels);
  if (mac.w_base % machine_.weight_words + passes(mac) * weight_words_per_pass(machine_, mac) >
      machine_.weight_words)
    hit(kWeightsWrap);
  const int entries = machine_.accumulator_entries;
  if (mac.acc_base % entries + std::int64_t{mac.groups_out} * mac.out_h * mac.out_w > entries)
    hit(kEntriesWrap);
  hit((mac.acc_base & entries) == 0 ? kBank0 : kBank1);
  if (mapping == Mapping::packed) {
    hit(mac.x_plane % machine_.rows == 0 || mac.out_w == 1 ? kAligned : kUnaligned);
  } else if (mapping != Mapping::plain && mac.groups_out * machine_.columns % machine_.rows != 0) {
    hit(kPartPlane);
  }
}

template <typename Op>
void ShapeBins::count_transfer(CoverageCounts& counts, std::size_t kind, const Op& op) const {
  const auto hit = [&](std::size_t property) { ++counts[transfers_(kind, property)]; };
  const bool is_activations = kind == 0 || kind == 3;
  const int word = is_activations ? machine_.activation_word_bytes()
                   : kind == 1    ? machine_.weight_word_bytes()
                                  : machine_.parameter_word_bytes();
  const int words = is_activations ? machine_.activation_words()
                    : kind == 1    ? machine_.weight_words
                                   : machine_.parameter_words;
  const std::int64_t row = std::int64_t{op.words} * word;
  const int beat = machine_.bus_bytes();
  hit(op.words == 1 ? kOneWord : kManyWords);
  if (op.rows > 1) hit(kManyRows);
  if (op.planes > 1) hit(kManyPlanes);
  hit(row % beat == 0 ? kWholeBeats : kPartOfBeat);
  if (row > std::int64_t{kBeatsOfBurst} * beat) hit(kManyBursts);
  for (int r = 0; r < std::min(op.rows, 64); ++r) {  // segments begin at multiples of 4 KiB
    const std::int64_t first = (op.offset + std::int64_t{r} * op.row_stride) * kLine % kPage;
    if (first + row <= kPage) continue;
    hit(kPageEnd);
    break;
  }
  if (op.rows > 1) hit(op.row_stride == (row + kLine - 1) / kLine ? kDense : kSparse);
  const std::int64_t last = op.local % words + std::int64_t{op.planes - 1} * op.local_plane +
                            std::int64_t{op.rows - 1} * op.local_row + op.words;
  if (last > words) hit(kLocalWraps);
  if (!is_activations) return;
  const BankRange banks = bank_range(machine_, op.local, op.last_bank);
  hit(banks.banks == 1 ? kLocalOneBank : kLocalBanks);
  if (banks.wraps) hit(kLocalBanksWrap);
}

void ShapeBins::record(CoverageCounts& counts, const Operands& operands) const {
  if (const auto* load = std::get_if<Load>(&operands)) {
    count_transfer(counts, static_cast<std::size_t>(load->memory), *load);
    ++counts[segments_(0, load->segment)];
  } else if (const auto* store = std::get_if<Store>(&operands)) {
    count_transfer(counts, kKinds - 1, *store);
    ++counts[segments_(1, store->segment)];
  } else if (const auto* mac = std::get_if<Mac>(&operands)) {
    count_window(counts, static_cast<Operation>(mac->mapping), *mac);
    count_mac(counts, *mac);
  } else if (const auto* max_pool = std::get_if<MaxPoolInstruction>(&operands)) {
    count_window(counts, kMaxPool, *max_pool);
    count_result(counts, kMaxPool, *max_pool);
  } else if (const auto* average = std::get_if<AveragePoolInstruction>(&operands)) {
    count_window(counts, kAveragePool, *average);
    count_result(counts, kAveragePool, *average);
  } else if (const auto* post = std::get_if<Post>(&operands)) {
    count_result(counts, kPost, *post);
  } else if (const auto* add = std::get_if<AddInstruction>(&operands)) {
    count_result(counts, kAdd, *add);
  } else if (const auto* multiply = std::get_if<MultiplyInstruction>(&operands)) {
    count_result(counts, kMultiply, *multiply);
  } else if (const auto* rescale = std::get_if<RescaleInstruction>(&operands)) {
    count_result(counts, kRescale, *rescale);
  } else if (const auto* lookup = std::get_if<LookupInstruction>(&operands)) {
    count_result(counts, kLookup, *lookup);
  }
}

}  // namespace isomer::coverage
