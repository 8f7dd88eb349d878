// SPDX-License-Identifier: Apache-2.0

#include "isa/random/illegal_word.h"
#include "isa/random/program.h"
#include "isa/random/token_program.h"
#include "isa/random/trap_program.h"
#include "sim/functional/device.h"
#include "sim/machine/layout.h"
#include "tools/isomer/vectors_generator.h"

namespace isomer {
namespace {

constexpr int kInstructions = 30;

template <typename T>
const T& pick(Random& random, const std::vector<T>& list) {
  return list[static_cast<std::size_t>(random.between(0, static_cast<int>(list.size()) - 1))];
}

Program draw_program(Random& random, const Machine& machine, std::int64_t number) {
  const std::uint64_t seed = random.next();
  switch (number % 4) {
    case 0:
      return random_program(seed, machine, {.instructions = kInstructions});
    case 1:
      return random_program(seed, machine, {.instructions = kInstructions, .outside_locks = true});
    case 2:
      return random_token_program(
          seed, machine, {.instructions = kInstructions, .mistakes = random.between(0, 2)});
    default: {
      std::vector<Trap> causes = word_causes(machine);
      causes.push_back(Trap::missing_halt);
      return random_trap_program(seed, machine, pick(random, causes), kInstructions);
    }
  }
}

// The lines of device memory from byte address `begin` to `end`.
void append_lines(const std::vector<std::byte>& memory, std::uint64_t begin, std::uint64_t end,
                  std::vector<WordRun>* runs) {
  std::vector<WordSpan> spans;
  append_spans(Space::device, begin / kLineBytes, (end - begin + kLineBytes - 1) / kLineBytes,
               &spans);
  for (const WordSpan& span : spans) {
    const auto first = memory.begin() + static_cast<std::ptrdiff_t>(span.first * kLineBytes);
    runs->push_back({span.space,
                     span.first,
                     {first, first + static_cast<std::ptrdiff_t>(span.count * kLineBytes)}});
  }
}

}  // namespace

void make_program(Random& random, const Machine& machine, std::int64_t number, Vector& vector) {
  const Program program = draw_program(random, machine, number);
  const DeviceLayout layout = lay_out(program);
  std::vector<std::byte> memory(layout.bytes);
  fill_memory(program, layout, memory);
  const std::size_t length = program.instructions.size();
  vector.operands = {{"program", layout.code}, {"program_length", length}};
  append_lines(memory, layout.code, layout.code + length * kWordBytes, &vector.in);

  const auto device = make_functional_device(machine);
  device->load(program);
  const Outcome outcome = device->run();
  for (std::size_t i = 0; i < program.segments.size(); ++i) {
    const std::uint64_t begin = layout.segments[i];
    const std::uint64_t bytes = program.segments[i].bytes;
    vector.operands.emplace_back("base" + std::to_string(i), begin);
    append_lines(memory, begin, begin + bytes, &vector.in);
    if (i == kConstantSegment) continue;
    append_spans(Space::device, begin / kLineBytes, bytes / kLineBytes, &vector.ask);
    const std::span<std::byte> result = device->segment(static_cast<int>(i));
    std::copy(result.begin(), result.end(), memory.begin() + static_cast<std::ptrdiff_t>(begin));
    append_lines(memory, begin, begin + bytes, &vector.answer.out);
  }
  vector.answer.results = {{"status", static_cast<int>(outcome.status)},
                           {"trap", static_cast<int>(outcome.trap)},
                           {"trap_pc", outcome.trap_pc}};
  const Counters& counters = outcome.counters;
  if (machine.has_counters != 0)
    for (const auto& [name, value] :
         {std::pair{"retired", counters.retired}, std::pair{"saturations", counters.saturations},
          std::pair{"high_water", counters.high_water}})
      vector.answer.results.emplace_back(name, value);
}

}  // namespace isomer
