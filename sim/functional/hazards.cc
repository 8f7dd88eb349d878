// SPDX-License-Identifier: Apache-2.0
#include "sim/functional/hazards.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "isa/instructions/wrap.h"
#include "sim/functional/describe.h"
#include "sim/machine/layout.h"

namespace isomer {
namespace {

template <typename Function>
void for_each_peer(Queue queue, std::uint32_t mask, const Function& function) {
  for (int bit = 0; bit < kQueues - 1; ++bit)
    if (((mask >> bit) & 1) != 0) function(static_cast<std::size_t>(token_peer(queue, bit)));
}

// Whether an instruction of the post queue reads activations that it also writes.
bool overlaps_itself(const std::vector<Access>& footprint) {
  std::vector<Access> reads;
  std::vector<Access> writes;
  for (const Access& access : footprint)
    if (access.space == Space::activations) (access.is_write ? writes : reads).push_back(access);
  const auto by_first = [](const Access& a, const Access& b) { return a.first < b.first; };
  std::sort(reads.begin(), reads.end(), by_first);
  std::sort(writes.begin(), writes.end(), by_first);
  for (auto read = reads.begin(), write = writes.begin();
       read != reads.end() && write != writes.end();) {
    if (read->first + read->count <= write->first)
      ++read;
    else if (write->first + write->count <= read->first)
      ++write;
    else
      return true;
  }
  return false;
}

}  // namespace

HazardChecker::HazardChecker(const Machine& machine, const Program& program,
                             std::vector<Decoded> decoded)
    : machine_(machine), decoded_(std::move(decoded)), segments_(program.segments) {
  local_[static_cast<std::size_t>(Space::activations)].resize(
      static_cast<std::size_t>(machine.activation_words()));
  local_[static_cast<std::size_t>(Space::weights)].resize(
      static_cast<std::size_t>(machine.weight_words));
  local_[static_cast<std::size_t>(Space::parameters)].resize(
      static_cast<std::size_t>(machine.parameter_words));
  local_[static_cast<std::size_t>(Space::accumulators)].resize(
      static_cast<std::size_t>(2 * machine.accumulator_entries));
  device_.resize(segments_.size());
}

void HazardChecker::start() {
  for (auto& cells : local_) std::fill(cells.begin(), cells.end(), Cell{});
  for (std::size_t i = 0; i < segments_.size(); ++i) {
    const Segment& segment = segments_[i];
    const bool is_temporary = segment.name == "scratch" || segment.name == "output";
    const std::uint64_t written = is_temporary ? segment.data.size() : segment.bytes;
    device_[i].assign(segment.bytes / kLineBytes, Cell{});
    for (std::uint64_t line = 0; line * kLineBytes < written; ++line)
      device_[i][line].written = kAllLanes;
  }
  clocks_ = {};
  tokens_ = {};
  wrapping_ = 0;
  first_wrapping_.clear();
}

std::string HazardChecker::note() const {
  if (wrapping_ == 0) return "";
  return fmt::format("local addresses wrap in {} instructions; the first: {}", wrapping_,
                     first_wrapping_);
}

std::optional<std::string> HazardChecker::issue(std::uint32_t pc) {
  const Decoded& decoded = decoded_[pc];
  const auto queue = static_cast<std::size_t>(decoded.queue);
  Clock& clock = clocks_[queue];
  for_each_peer(decoded.queue, decoded.instruction.pop, [&](std::size_t peer) {
    const Clock& token = tokens_[peer][queue].front();
    for (std::size_t q = 0; q < kQueues; ++q) clock[q] = std::max(clock[q], token[q]);
    tokens_[peer][queue].pop_front();
  });
  ++clock[queue];

  if (const auto what = wrapping(machine_, decoded.instruction); what && wrapping_++ == 0)
    first_wrapping_ = fmt::format("{}, {}", describe(pc), *what);
  std::vector<Access> accesses = footprint(machine_, decoded.instruction);
  if (decoded.queue == Queue::post && overlaps_itself(accesses))
    return fmt::format("overlap: {} reads activations that it writes itself", describe(pc));
  // What is read was there before the instruction: reads are judged first.
  std::stable_partition(accesses.begin(), accesses.end(),
                        [](const Access& access) { return !access.is_write; });
  for (const Access& access : accesses)
    if (auto violation = visit(pc, access)) return violation;
  return std::nullopt;
}

void HazardChecker::retire(std::uint32_t pc) {
  const Decoded& decoded = decoded_[pc];
  const auto queue = static_cast<std::size_t>(decoded.queue);
  for_each_peer(decoded.queue, decoded.instruction.push,
                [&](std::size_t peer) { tokens_[queue][peer].push_back(clocks_[queue]); });
}

std::vector<HazardChecker::Cell>* HazardChecker::cells_of(const Access& access) {
  if (access.space != Space::device) return &local_[static_cast<std::size_t>(access.space)];
  const auto segment = static_cast<std::size_t>(access.segment);
  return segment < device_.size() ? &device_[segment] : nullptr;
}

std::optional<std::string> HazardChecker::visit(std::uint32_t pc, const Access& access) {
  const char* const verb = access.is_write ? "writes" : "reads";
  if (access.outside_lock)
    return fmt::format("outside lock: {} {} {}, in a bank that it has not locked", describe(pc),
                       verb, name(access, access.first));
  std::vector<Cell>* const cells = cells_of(access);
  if (cells == nullptr || access.first + access.count > cells->size())
    return fmt::format("outside segment: {} {} {} to {}, and the segment has {} lines",
                       describe(pc), verb, name(access, access.first),
                       access.first + access.count - 1, cells == nullptr ? 0 : cells->size());
  for (std::uint64_t word = access.first; word < access.first + access.count; ++word)
    if (auto violation = access.is_write ? write(pc, access, word) : read(pc, access, word))
      return violation;
  return std::nullopt;
}

std::optional<std::string> HazardChecker::read(std::uint32_t pc, const Access& access,
                                               std::uint64_t word) {
  const Queue queue = decoded_[pc].queue;
  Cell& cell = (*cells_of(access))[word];
  if (cell.written == 0)
    return fmt::format("never written: {} reads {}, which nothing has written", describe(pc),
                       name(access, word));
  if ((access.lanes & ~cell.written) != 0)
    return fmt::format("never written: {} reads {}, of which only {} of {} elements were written",
                       describe(pc), name(access, word), std::popcount(cell.written),
                       machine_.rows);
  if (!is_after(queue, cell.write_queue, cell.write))
    return conflict(pc, false, cell.write, true, access, word);
  const auto q = static_cast<std::size_t>(queue);
  cell.reads[q] = {clocks_[q][q], pc};
  return std::nullopt;
}

std::optional<std::string> HazardChecker::write(std::uint32_t pc, const Access& access,
                                                std::uint64_t word) {
  const Queue queue = decoded_[pc].queue;
  Cell& cell = (*cells_of(access))[word];
  if (!is_after(queue, cell.write_queue, cell.write))
    return conflict(pc, true, cell.write, true, access, word);
  for (std::size_t reader = 0; reader < kQueues; ++reader)
    if (!is_after(queue, static_cast<Queue>(reader), cell.reads[reader]))
      return conflict(pc, true, cell.reads[reader], false, access, word);
  const auto q = static_cast<std::size_t>(queue);
  cell = {.written = cell.written | access.lanes,
          .write_queue = queue,
          .write = {clocks_[q][q], pc},
          .reads = {}};
  return std::nullopt;
}

bool HazardChecker::is_after(Queue queue, Queue earlier_queue, const Event& earlier) const {
  return clocks_[static_cast<std::size_t>(queue)][static_cast<std::size_t>(earlier_queue)] >=
         earlier.number;
}

std::string HazardChecker::conflict(std::uint32_t pc, bool is_write, const Event& other,
                                    bool other_is_write, const Access& access,
                                    std::uint64_t word) const {
  const bool is_later = pc > other.pc;  // in the program, whatever ran first here
  const std::uint32_t first = is_later ? other.pc : pc;
  const std::uint32_t second = is_later ? pc : other.pc;
  const bool first_writes = is_later ? other_is_write : is_write;
  const bool second_writes = is_later ? is_write : other_is_write;
  return fmt::format("{} hazard: {} {} {}, which {} {}; no token orders them",
                     !first_writes   ? "WAR"
                     : second_writes ? "WAW"
                                     : "RAW",
                     describe(second), second_writes ? "writes" : "reads", name(access, word),
                     describe(first), first_writes ? "writes" : "reads");
}

std::string HazardChecker::name(const Access& access, std::uint64_t word) const {
  if (access.space != Space::device)
    return fmt::format("{} word {}", space_name(access.space), word);
  const auto segment = static_cast<std::size_t>(access.segment);
  return fmt::format("segment {} '{}' line {}", segment,
                     segment < segments_.size() ? segments_[segment].name : "absent", word);
}

std::string HazardChecker::describe(std::uint32_t pc) const {
  return isomer::describe(pc, decoded_[pc].instruction);
}

}  // namespace isomer
