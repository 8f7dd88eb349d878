// SPDX-License-Identifier: Apache-2.0
#include "tests/support/programs.h"

#include "isa/instructions/codec.h"
#include "isa/program/builder.h"

namespace isomer::testing {

std::vector<std::byte> counting_bytes(std::size_t count, int first) {
  std::vector<std::byte> bytes;
  for (std::size_t i = 0; i < count; ++i)
    bytes.push_back(static_cast<std::byte>(static_cast<std::size_t>(first) + i));
  return bytes;
}

namespace {

constexpr int kPingPongPrologue = 2;  // the loads of weights and biases

std::size_t lines(int words, int word_bytes) {
  return (static_cast<std::size_t>(words) * static_cast<std::size_t>(word_bytes) + 15) / 16;
}

}  // namespace

void add_full_store(ProgramBuilder& builder, const Machine& machine, Queue pop) {
  const int words = machine.activation_words();
  const int segment =
      builder.segment("output", static_cast<std::size_t>(words) *
                                    static_cast<std::size_t>(machine.activation_word_bytes()));
  builder.add(Store{.segment = segment, .words = words, .last_bank = machine.activation_banks - 1},
              {pop});
}

Program ping_pong(const Machine& machine, int tiles) {
  const std::size_t weight_lines = lines(machine.rows, machine.weight_word_bytes());
  const std::size_t bias_lines = lines(1, machine.parameter_word_bytes());
  const std::size_t tile_lines = lines(kPingPongPixels, machine.activation_word_bytes());
  const auto count = static_cast<std::size_t>(tiles);

  ProgramBuilder builder(machine);
  const std::size_t constant_bytes = 16 * (weight_lines + bias_lines);
  const int constants =
      builder.segment("constants", constant_bytes, counting_bytes(constant_bytes, 0x75));
  const int input = builder.segment("input", 16 * count * tile_lines);
  const int output = builder.segment("output", 16 * count * tile_lines);

  const auto in_lines = [](std::size_t n) { return static_cast<std::int32_t>(n); };
  builder.add(Load{.memory = 1, .segment = constants, .words = machine.rows});
  builder.add(Load{.memory = 2, .segment = constants, .offset = in_lines(weight_lines)});
  for (int t = 0; t < tiles; ++t) {
    const int half = t % 2;
    const int offset = t * in_lines(tile_lines);
    const int x_base = half * machine.activation_bank_words;
    const int y_base = (2 + half) * machine.activation_bank_words;
    const int acc_base = half * machine.accumulator_entries;
    // Who used the buffers two tiles ago gives them back; who uses them next takes them.
    const auto when = [](bool condition, Queue queue) {
      return condition ? std::vector{queue} : std::vector<Queue>{};
    };
    const bool is_reused = t >= 2;
    const bool has_next = t + 2 < tiles;
    const auto add = [&](const Operands& operands, std::vector<Queue> pop,
                         std::vector<Queue> push) {
      Instruction instruction{.operands = operands};
      const Queue self = queue_of(instruction);
      for (const Queue peer : pop) instruction.pop |= token_mask(self, {peer});
      for (const Queue peer : push) instruction.push |= token_mask(self, {peer});
      builder.add(instruction);
    };
    const auto both = [](std::vector<Queue> queues, Queue queue) {
      queues.push_back(queue);
      return queues;
    };
    add(Load{.segment = input,
             .offset = offset,
             .words = kPingPongPixels,
             .local = x_base,
             .last_bank = half},
        when(is_reused, Queue::mac), {Queue::mac});
    add(Mac{.mode = 1,
            .x_signed = 1,
            .x_base = x_base,
            .x_last = half,
            .in_w = kPingPongPixels,
            .out_w = kPingPongPixels,
            .acc_base = acc_base,
            .bias_shift = 1},
        both(when(is_reused, Queue::post), Queue::load),
        both(when(has_next, Queue::load), Queue::post));
    add(Post{.acc_base = acc_base,
             .out_w = kPingPongPixels,
             .y_base = y_base,
             .y_last = 2 + half,
             .s1 = 10,
             .lo = -128,
             .hi = 127},
        both(when(is_reused, Queue::store), Queue::mac),
        both(when(has_next, Queue::mac), Queue::store));
    add(Store{.segment = output,
              .offset = offset,
              .words = kPingPongPixels,
              .local = y_base,
              .last_bank = 2 + half},
        {Queue::post}, when(has_next, Queue::post));
  }
  return builder.build();
}

std::uint32_t ping_pong_pc(int tile, Queue queue) {
  return static_cast<std::uint32_t>(kPingPongPrologue + kQueues * tile + static_cast<int>(queue));
}

}  // namespace isomer::testing
