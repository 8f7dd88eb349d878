// SPDX-License-Identifier: Apache-2.0
#include "sim/lockstep/shrink.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "isa/instructions/codec.h"
#include "isa/random/tokens.h"
#include "sim/lockstep/simplify.h"

namespace isomer {
namespace {

constexpr std::uint64_t kSmallestSegment = 16;

// A word of the program: an instruction that goes to a queue, or anything else.
struct Item {
  Word word;
  std::optional<Instruction> instruction{};
  std::size_t number = 0;  // in the program that is shrunk
};

std::vector<Item> items_of(const Program& program, const Machine& machine) {
  std::vector<Item> items;
  for (const Word& word : program.instructions) {
    Item item{.word = word, .number = items.size()};
    if (check(word, machine) == Trap::none) item.instruction = decode(word);
    if (item.instruction && std::holds_alternative<Halt>(item.instruction->operands))
      item.instruction.reset();
    items.push_back(item);
  }
  return items;
}

// Which instruction takes the token that another one gives: the k-th taken is the k-th given.
class TokenPairs {
 public:
  explicit TokenPairs(const std::vector<Item>& items) : giver_(items.size()), taker_(items.size()) {
    for (auto& bits : giver_) bits.fill(kNobody);
    for (auto& bits : taker_) bits.fill(kNobody);
    for (int p = 0; p < kQueues; ++p)
      for (int q = 0; q < kQueues; ++q)
        if (p != q) match(items, static_cast<Queue>(p), static_cast<Queue>(q));
  }

  // Takes away the tokens whose other end is not among the items; those that never had one stay.
  void drop_halves(std::vector<Item>& items) const {
    std::vector<bool> is_there(giver_.size());
    for (const Item& item : items) is_there[item.number] = true;
    const auto is_gone = [&](std::size_t other) { return other != kNobody && !is_there[other]; };
    for (Item& item : items) {
      if (!item.instruction) continue;
      for (std::size_t bit = 0; bit < kBits; ++bit) {
        if (is_gone(giver_[item.number][bit])) item.instruction->pop &= ~(1U << bit);
        if (is_gone(taker_[item.number][bit])) item.instruction->push &= ~(1U << bit);
      }
    }
  }

 private:
  static constexpr std::size_t kBits = kQueues - 1;
  static constexpr std::size_t kNobody = ~std::size_t{0};

  void match(const std::vector<Item>& items, Queue p, Queue q) {
    std::vector<std::size_t> givers;
    std::vector<std::size_t> takers;
    for (const Item& item : items) {
      if (!item.instruction) continue;
      const Queue self = queue_of(*item.instruction);
      if (self == p && ((item.instruction->push >> token_bit(p, q)) & 1) != 0)
        givers.push_back(item.number);
      if (self == q && ((item.instruction->pop >> token_bit(q, p)) & 1) != 0)
        takers.push_back(item.number);
    }
    for (std::size_t k = 0; k < std::min(givers.size(), takers.size()); ++k) {
      taker_[givers[k]][static_cast<std::size_t>(token_bit(p, q))] = takers[k];
      giver_[takers[k]][static_cast<std::size_t>(token_bit(q, p))] = givers[k];
    }
  }

  std::vector<std::array<std::size_t, kBits>> giver_;  // of the token taken by each bit of pop
  std::vector<std::array<std::size_t, kBits>> taker_;  // of the token given by each bit of push
};

class Shrinker {
 public:
  Shrinker(const Program& program, const Machine& machine, const StillFails& still_fails,
           const ShrinkOptions& options)
      : machine_(machine),
        still_fails_(still_fails),
        options_(options),
        end_(Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                std::chrono::duration<double>(options.seconds))),
        program_(program),
        items_(items_of(program, machine)),
        pairs_(items_) {}

  Shrunk run() {
    program_.source.clear();
    has_own_tokens_ = false;
    if (!attempt(items_)) has_own_tokens_ = true;
    do {  // a simpler instruction may need fewer others
      for (bool is_smaller = true; is_smaller;) is_smaller = drop_instructions();
    } while (simplify_fields());
    drop_contents();
    return {std::move(program_), attempts_};
  }

 private:
  using Clock = std::chrono::steady_clock;

  bool is_over() const { return attempts_ >= options_.attempts || Clock::now() >= end_; }

  // Whether these items still fail; they are then the program.
  bool attempt(std::vector<Item> items) {
    Program program = program_;
    if (has_own_tokens_)
      pairs_.drop_halves(items);
    else
      order(items);
    program.instructions.clear();
    for (Item& item : items) {
      if (item.instruction) item.word = encode(*item.instruction);
      program.instructions.push_back(item.word);
    }
    if (!attempt(program)) return false;
    items_ = std::move(items);
    return true;
  }

  bool attempt(const Program& program) {
    if (is_over()) return false;
    ++attempts_;
    if (!still_fails_(program)) return false;
    program_ = program;
    return true;
  }

  void order(std::vector<Item>& items) const {
    std::vector<Instruction> instructions;
    for (const Item& item : items)
      if (item.instruction) instructions.push_back({.operands = item.instruction->operands});
    order_conflicts(machine_, instructions);
    auto next = instructions.begin();
    for (Item& item : items)
      if (item.instruction) item.instruction = *next++;
  }

  // Halves, quarters, ... single ones, the last first. Whether any could go.
  bool drop_instructions() {
    bool is_any = false;
    const std::size_t pinned = std::min(options_.pinned, items_.size());
    for (std::size_t size = (items_.size() - pinned) / 2; size > 0; size /= 2) {
      for (std::size_t end = items_.size(); end >= pinned + size && !is_over();) {
        std::vector<Item> rest = items_;
        rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(end - size),
                   rest.begin() + static_cast<std::ptrdiff_t>(end));
        is_any |= attempt(std::move(rest));
        end -= size;
      }
    }
    return is_any && !is_over();
  }

  bool simplify_fields() {
    bool is_any = false;
    for (std::size_t i = 0; i < items_.size() && !is_over(); ++i) {
      if (!items_[i].instruction) continue;
      for (const Instruction& next : simpler(*items_[i].instruction)) {
        if (check(encode(next), machine_) != Trap::none) continue;
        std::vector<Item> items = items_;
        items[i].instruction = next;
        if (!attempt(std::move(items))) continue;
        is_any = true;
        break;  // of what it now is there are others
      }
    }
    return is_any && !is_over();
  }

  void drop_contents() {
    for (std::size_t s = 0; s < program_.segments.size(); ++s) {
      Program smallest = program_;
      smallest.segments[s].bytes = kSmallestSegment;
      smallest.segments[s].data.clear();
      if (attempt(smallest)) continue;
      Program empty = program_;
      empty.segments[s].data.clear();
      if (attempt(empty)) continue;
      for (std::size_t size = program_.segments[s].data.size() / 2; size > 0; size /= 2) {
        Program shorter = program_;
        if (shorter.segments[s].data.size() < size) continue;
        shorter.segments[s].data.resize(shorter.segments[s].data.size() - size);
        attempt(shorter);
      }
    }
  }

  const Machine& machine_;
  const StillFails& still_fails_;
  ShrinkOptions options_;
  Clock::time_point end_;
  Program program_;
  std::vector<Item> items_;
  TokenPairs pairs_;
  bool has_own_tokens_ = false;  // instead of those that the accesses need
  int attempts_ = 0;
};

}  // namespace

Shrunk shrink(const Program& program, const Machine& machine, const StillFails& still_fails,
              const ShrinkOptions& options) {
  return Shrinker(program, machine, still_fails, options).run();
}

}  // namespace isomer
