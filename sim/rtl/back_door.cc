// SPDX-License-Identifier: Apache-2.0
#include "sim/rtl/back_door.h"

#include <fmt/format.h>
#include <verilated_sym_props.h>

#include <cstring>

#include "isa/arithmetic/accumulate.h"
#include "isa/container/error.h"

namespace isomer {
namespace {

const VerilatedVar& find(const VerilatedContext& context, const std::string& scope,
                         const char* name) {
  const std::string path = "TOP.isomer_top." + scope;
  const VerilatedScope* const found = context.scopeFind(path.c_str());
  const VerilatedVar* const variable = found == nullptr ? nullptr : found->varFind(name);
  if (variable == nullptr)
    throw Error(
        fmt::format("the Verilated machine does not show {}.{}: name it in "
                    "rtl/check/back_door.vlt",
                    path, name));
  return *variable;
}

}  // namespace

BackDoor::BackDoor(const VerilatedContext& context, const Machine& machine)
    : bank_words_(static_cast<std::uint64_t>(machine.activation_bank_words)),
      entries_(static_cast<std::uint64_t>(machine.accumulator_entries)),
      accumulator_bits_(machine.accumulator_bits),
      beat_bytes_(static_cast<std::uint64_t>(machine.bus_bytes())) {
  const auto memory = [&](const std::string& scope) {
    const VerilatedVar& mem = find(context, scope, "mem");
    return Array{static_cast<const std::byte*>(mem.datap()), mem.entSize()};
  };
  for (int bank = 0; bank < machine.activation_banks; ++bank)
    for (const char* half : {"u_even", "u_odd"})
      activations_.push_back(
          memory(fmt::format("u_units.u_activations.gen_bank[{}].u_bank.{}", bank, half)));
  for (int column = 0; column < machine.columns; ++column)
    for (const char* bank : {"u_bank0", "u_bank1"})
      accumulators_.push_back(
          memory(fmt::format("u_units.u_mac.u_array.gen_column[{}].u_column.{}", column, bank)));
  weights_ = memory("u_units.u_weights");
  parameters_ = memory("u_units.u_parameters.u_words");

  const auto probe = [&](const char* name) {
    return find(context, "u_sequencer.u_retire_probe", name).datap();
  };
  retired_ = static_cast<const std::uint8_t*>(probe("retired_q"));
  running_ = static_cast<const std::uint8_t*>(find(context, "u_control", "running_q").datap());
  retired_pc_ = static_cast<const std::uint32_t*>(probe("retired_pc_q"));
  retired_cycle_ = static_cast<const std::uint64_t*>(probe("retired_cycle_q"));
  saturations_ =
      static_cast<const std::uint64_t*>(find(context, "u_units.u_tally", "saturations_q").datap());

  const auto count = [&](const char* name) {
    return static_cast<const std::uint64_t*>(find(context, "u_counters", name).datap());
  };
  cycles_ = count("cycles_q");
  pixels_ = count("pixels_q");
  beats_read_ = count("read_q");
  beats_written_ = count("written_q");
  retirements_ = count("retired_q");
  all_saturations_ = count("saturations_q");
  const VerilatedVar& used = find(context, "u_counters", "used_q");
  high_water_ = {static_cast<const std::byte*>(used.datap()), used.entSize()};

  for (std::size_t queue = 0; queue < states_.size(); ++queue)
    for (std::size_t state = 0; state < kQueueStates; ++state) {
      const auto scope = fmt::format("u_counters.gen_queue[{}].gen_state[{}]", queue, state);
      states_[queue][state] =
          static_cast<const std::uint64_t*>(find(context, scope, "count_q").datap());
    }
}

Counters BackDoor::counters() const {
  Counters result{.cycles = *cycles_,
                  .array_cycles = *pixels_,
                  .bytes_read = *beats_read_ * beat_bytes_,
                  .bytes_written = *beats_written_ * beat_bytes_,
                  .retired = *retirements_,
                  .saturations = *all_saturations_};
  std::memcpy(&result.high_water, high_water_.data, high_water_.stride);
  for (std::size_t queue = 0; queue < states_.size(); ++queue)
    result.queues[queue] = states(static_cast<int>(queue));
  return result;
}

QueueCounters BackDoor::states(int queue) const {
  const auto& counts = states_[static_cast<std::size_t>(queue)];
  return {.empty = *counts[0],
          .token = *counts[1],
          .lock = *counts[2],
          .busy = *counts[3],
          .push = *counts[4]};
}

void BackDoor::copy(const Array& array, std::uint64_t index, std::span<std::byte> bytes) {
  std::memcpy(bytes.data(), array.data + index * array.stride, bytes.size());
}

void BackDoor::peek(Space space, std::uint64_t word, std::span<std::byte> bytes) const {
  switch (space) {
    case Space::activations: {
      const std::uint64_t bank = word / bank_words_;
      const std::uint64_t in_bank = word % bank_words_;
      return copy(activations_[2 * bank + in_bank % 2], in_bank / 2, bytes);
    }
    case Space::accumulators:
      for (std::size_t column = 0; column < accumulators_.size() / 2; ++column) {
        const Array& array = accumulators_[2 * column + word / entries_];
        if (accumulator_bits_ == 32) {
          copy(array, word % entries_, bytes.subspan(4 * column, 4));
        } else {
          std::int64_t value = 0;
          copy(array, word % entries_, std::as_writable_bytes(std::span(&value, 1)));
          value = wrap(value, accumulator_bits_);
          std::memcpy(&bytes[8 * column], &value, 8);
        }
      }
      return;
    case Space::weights:
      return copy(weights_, word, bytes);
    case Space::parameters:
      return copy(parameters_, word, bytes);
    case Space::device:
      break;
  }
  throw Error("peek: device memory is no local memory; use segment()");
}

}  // namespace isomer
