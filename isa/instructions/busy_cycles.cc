// SPDX-License-Identifier: Apache-2.0
#include "isa/instructions/busy_cycles.h"

#include <algorithm>
#include <variant>

#include "isa/instructions/word.h"

namespace isomer {
namespace {

constexpr int kWindowTaps = 9;

Mapping mapping_of(const Mac& mac) { return static_cast<Mapping>(mac.mapping); }

template <typename Op>
std::int64_t words(const Op& op) {
  return std::int64_t{op.groups} * op.out_h * op.out_w;
}

// Steps of a product of two fields, taken bit by bit.
constexpr int kProductSteps = 10;

struct Busy {
  using Cycles = std::optional<std::int64_t>;
  const Machine& machine;

  Cycles operator()(const Halt&) const { return std::nullopt; }
  Cycles operator()(const Load&) const { return std::nullopt; }
  Cycles operator()(const Store&) const { return std::nullopt; }
  Cycles operator()(const Sync&) const { return 2; }
  Cycles operator()(const Mac& mac) const {
    const std::int64_t rows = weight_rows(machine, mac);
    const std::int64_t pixels = pass_cycles(mac);
    const bool has_table = static_cast<Decoder>(mac.decoder) == Decoder::table;
    return rows + (passes(mac) - 1) * std::max(pixels, rows) + pixels + 5 +
           (has_table ? std::max(1, 16 / machine.columns) + 1 : 0);
  }
  Cycles operator()(const Post& post) const {
    return words(post) * (machine.columns / machine.post_lanes) *
               (post.raw != 0 ? machine.raw_elements() : 1) +
           8;
  }
  Cycles operator()(const MaxPoolInstruction& pool) const {
    return words(pool) * pool.kernel_h * pool.kernel_w + 5;
  }
  Cycles operator()(const AveragePoolInstruction& pool) const {
    return words(pool) * pool.kernel_h * pool.kernel_w + 7;
  }
  Cycles operator()(const AddInstruction& op) const { return 2 * words(op) + 7; }
  Cycles operator()(const MultiplyInstruction& op) const { return 2 * words(op) + 7; }
  Cycles operator()(const RescaleInstruction& op) const { return words(op) + 7; }
  Cycles operator()(const LookupInstruction& op) const { return words(op) + 256 + 7; }
};

}  // namespace

int weight_rows(const Machine& machine, const Mac& mac) {
  switch (mapping_of(mac)) {
    case Mapping::window:
      return kWindowTaps;
    case Mapping::diagonal:
      return 1;
    case Mapping::plain:
    case Mapping::packed:
      break;
  }
  return machine.rows;
}

int weight_words_per_pass(const Machine& machine, const Mac& mac) {
  const int bits = weight_rows(machine, mac) << mac.stored_bits;
  return (bits + machine.operand_bits - 1) / machine.operand_bits;
}

std::int64_t passes(const Mac& mac) {
  if (mapping_of(mac) == Mapping::window) return mac.groups_out;
  return std::int64_t{mac.groups_out} * mac.groups_in * mac.kernel_h * mac.kernel_w;
}

std::int64_t pass_cycles(const Mac& mac) {
  if (mapping_of(mac) != Mapping::window) return std::int64_t{mac.out_h} * mac.out_w;
  return 3 * std::int64_t{mac.out_h} *
         (std::int64_t{mac.out_w - 1} * std::max(1, mac.stride_w) + 3);
}

int start_delay(const Machine& machine, Queue queue) {
  if (machine.serial_queues == 0) return 0;
  const bool has_products = queue == Queue::mac || queue == Queue::post;
  return kWordBits / machine.bus_bits + (has_products ? kProductSteps : 0);
}

std::optional<std::int64_t> busy_cycles(const Machine& machine, const Operands& operands) {
  std::optional<std::int64_t> busy = std::visit(Busy{machine}, operands);
  if (busy) *busy += start_delay(machine, queue_of({.operands = operands}));
  return busy;
}

}  // namespace isomer
