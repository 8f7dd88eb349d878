// SPDX-License-Identifier: Apache-2.0
#include "sim/lockstep/lockstep.h"

#include <fmt/format.h>

#include <algorithm>
#include <type_traits>
#include <utility>
#include <variant>

#include "isa/container/error.h"
#include "isa/instructions/assembler.h"
#include "sim/functional/describe.h"
#include "sim/functional/device.h"
#include "sim/lockstep/compare.h"
#include "sim/machine/execute.h"
#include "sim/machine/layout.h"

namespace isomer {
namespace {

// Whether elements that the instruction writes are shown as signed.
bool is_signed_output(const Program& program, std::uint32_t pc, const Operands& operands) {
  return std::visit(
      [&](const auto& op) {
        using Op = std::decay_t<decltype(op)>;
        if constexpr (std::is_same_v<Op, Post>) {
          return op.raw == 0 && op.lo < 0;
        } else if constexpr (requires { op.lo; }) {
          return op.lo < 0;
        } else if constexpr (requires { op.y_signed; }) {
          return op.y_signed != 0;
        } else if constexpr (std::is_same_v<Op, MaxPoolInstruction>) {
          return op.x_signed != 0;
        } else {
          if (std::is_same_v<Op, Mac> || pc >= program.source.size()) return true;
          const int tensor = program.source[pc].tensor;
          return tensor < 0 || program.tensors[static_cast<std::size_t>(tensor)].format.is_signed;
        }
      },
      operands);
}

}  // namespace

Lockstep::Lockstep(const Program& program, ObservableDevice& device, LockstepOptions options)
    : program_(program),
      device_(device),
      options_(std::move(options)),
      decoded_(decode_instructions(program, device.machine())),
      model_(device.machine()),
      functional_(make_functional_device(device.machine())) {
  functional_->load(program);
  model_.load(program);
  for (std::uint32_t pc = 0; pc < decoded_.size(); ++pc) {
    const Decoded& decoded = decoded_[pc];
    if (decoded.trap != Trap::none || decoded.is_halt) continue;
    queue_order_[static_cast<std::size_t>(decoded.queue)].push_back(pc);
  }
}

Lockstep::~Lockstep() = default;

LockstepResult Lockstep::run() {
  prepare();
  result_.device = device_.run([this](const Retirement& one) { return retire(one); });
  const Status status = result_.device.status;
  const bool is_whole =
      !options_.may_be_interrupted || (status != Status::aborted && status != Status::running);
  if (!result_.difference && is_whole) result_.difference = compare_end();
  if (!result_.difference) result_.start.clear();
  return std::exchange(result_, {});
}

bool Lockstep::is_comparable(const Access& access) const {
  if (!access.is_write || access.outside_lock) return false;
  if (access.space != Space::device) return true;
  const auto segment = static_cast<std::size_t>(access.segment);
  return segment < program_.segments.size() &&
         (access.first + access.count) * kLineBytes <= program_.segments[segment].bytes;
}

void Lockstep::prepare() {
  result_ = {};
  next_ = {};
  tokens_ = {};
  for (int i = 0; i < static_cast<int>(program_.segments.size()); ++i) {
    const std::span<const std::byte> now = device_.segment(i);
    std::copy(now.begin(), now.end(), model_.segment(i).begin());
    std::copy(now.begin(), now.end(), functional_->segment(i).begin());
    result_.start.emplace_back(now.begin(), now.end());
  }
  result_.expected = functional_->run();
}

bool Lockstep::retire(const Retirement& retirement) {
  result_.difference = check_order(retirement);
  if (result_.difference) return false;
  const Decoded& decoded = decoded_[retirement.pc];
  ++next_[static_cast<std::size_t>(decoded.queue)];
  tokens_.pop(decoded.queue, decoded.instruction.pop);
  tokens_.push(decoded.queue, decoded.instruction.push);
  model_.counts = {};
  if (options_.before_execution) options_.before_execution(retirement, decoded.instruction, model_);
  execute(model_, decoded.instruction.operands);
  result_.difference = compare_written(retirement);
  if (!result_.difference) result_.difference = compare_counts(retirement);
  if (result_.difference) return false;
  ++result_.instructions;
  if (options_.progress && result_.instructions % options_.progress_interval == 0)
    options_.progress({result_.instructions, retirement.cycle});
  return true;
}

std::optional<Difference> Lockstep::check_order(const Retirement& retirement) const {
  const auto queue = static_cast<std::size_t>(retirement.queue);
  const auto& order = queue_order_[queue];
  Difference difference{.kind = DifferenceKind::order, .cycle = retirement.cycle};
  if (next_[queue] == order.size()) {
    difference.pc = retirement.pc;
    difference.what = fmt::format("queue {} retired instruction {}, after its last one",
                                  queue_name(retirement.queue), retirement.pc);
    return difference;
  }
  const std::uint32_t next = order[next_[queue]];
  difference = name_instruction(DifferenceKind::order, {retirement.cycle, retirement.queue, next});
  if (retirement.pc != next) {
    difference.what = fmt::format("queue {} retired instruction {} instead",
                                  queue_name(retirement.queue), retirement.pc);
    return difference;
  }
  const Instruction& instruction = decoded_[next].instruction;
  if (tokens_.can_pop(retirement.queue, instruction.pop)) return std::nullopt;
  difference.what = "it retired before the tokens that it takes were given";
  return difference;
}

std::optional<Difference> Lockstep::compare_written(const Retirement& retirement) {
  const Instruction& instruction = decoded_[retirement.pc].instruction;
  const auto accesses = footprint(model_.machine, instruction);
  const bool is_right = std::all_of(accesses.begin(), accesses.end(), [this](const Access& access) {
    return !is_comparable(access) || is_equal(access, model_, device_, result_.bytes_compared);
  });
  if (is_right) return std::nullopt;
  const Operands& operands = instruction.operands;
  Difference difference = name_instruction(DifferenceKind::value, retirement);
  find_element(operands, is_signed_output(program_, retirement.pc, operands), model_, device_,
               difference);
  return difference;
}

std::optional<Difference> Lockstep::compare_counts(const Retirement& retirement) const {
  if (retirement.saturations == model_.counts.saturations) return std::nullopt;
  Difference difference = name_instruction(DifferenceKind::count, retirement);
  difference.what =
      fmt::format("{} saturations; expected {}", retirement.saturations, model_.counts.saturations);
  return difference;
}

Difference Lockstep::name_instruction(DifferenceKind kind, const Retirement& retirement) const {
  const std::uint32_t pc = retirement.pc;
  Difference difference{.kind = kind, .cycle = retirement.cycle, .pc = pc};
  difference.instruction = disassemble(decoded_[pc].instruction);
  if (pc < program_.source.size()) {
    const SourceLine& line = program_.source[pc];
    if (line.layer >= 0) difference.layer = program_.layers[static_cast<std::size_t>(line.layer)];
    if (line.tensor >= 0)
      difference.tensor = program_.tensors[static_cast<std::size_t>(line.tensor)].name;
    difference.tile = line.tile;
  }
  return difference;
}

std::optional<Difference> Lockstep::compare_end() {
  const auto halt = std::find_if(decoded_.begin(), decoded_.end(),
                                 [](const Decoded& decoded) { return decoded.is_halt; });
  const bool is_read_whole = decoded_.end() - halt == 1;
  if (auto difference =
          compare_outcomes(result_.expected, result_.device, result_.instructions, is_read_whole))
    return difference;
  if (is_bus_error(result_.expected.trap)) return std::nullopt;
  auto difference = compare_segments(static_cast<int>(program_.segments.size()), *functional_,
                                     device_, result_.bytes_compared);
  if (difference) difference->cycle = result_.device.counters.cycles;
  return difference;
}

LockstepResult run_lockstep(const Program& program, ObservableDevice& device,
                            const LockstepOptions& options) {
  return Lockstep(program, device, options).run();
}

void require_no_hazards(const Machine& machine, const Program& program) {
  const auto checked = make_functional_device(machine, {.check_hazards = true});
  checked->load(program);
  const Outcome outcome = checked->run();
  if (outcome.status == Status::aborted)
    throw Error(
        fmt::format("program '{}' has no defined result: {}", program.name, outcome.detail));
}

}  // namespace isomer
