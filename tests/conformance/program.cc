// SPDX-License-Identifier: Apache-2.0

#include "tests/conformance/program.h"

#include <deque>
#include <optional>

#include "tests/conformance/encoding.h"
#include "tests/conformance/execute.h"

namespace dut {
namespace {

constexpr int kQueues = 4;
constexpr int kMaxTokens = 15;
constexpr int kWordBytes = 32;
constexpr Int kMissingHalt = 9;
constexpr Int kDone = 2, kTrap = 3, kDeadlock = 4;

// An instruction whose work is done and that has not retired.
struct Executed {
  Instruction instruction;
  Int saturations;
  Int high_water;
};

class Sequencer {
 public:
  Sequencer(Machine& machine, Int address, Int length)
      : machine_(machine), address_(address), length_(length) {}

  Numbers run() {
    for (bool moved = true; moved;) {
      moved = fetch();
      for (int q = 0; q < kQueues; ++q) {
        moved = issue(q) || moved;
        moved = retire(q) || moved;
      }
    }
    results_["status"] = cause_ != 0 ? kTrap : is_idle() && has_halted_ ? kDone : kDeadlock;
    results_["trap"] = cause_;
    results_["trap_pc"] = cause_ != 0 ? pc_ : 0;
    return results_;
  }

 private:
  // The counter of tokens that queue `from` gives to queue `to`.
  int& tokens(int from, int to) { return tokens_[from][to]; }

  // Calls visit(peer) for each queue of the mask.
  template <typename Visit>
  static void for_each_peer(int queue, Int mask, Visit visit) {
    for (int bit = 0; bit < kQueues - 1; ++bit)
      if ((mask >> bit & 1) != 0) visit(bit < queue ? bit : bit + 1);
  }

  bool fetch() {
    if (has_halted_ || cause_ != 0) return false;
    if (pc_ == length_) {
      cause_ = kMissingHalt;
      return true;
    }
    Bytes word;
    for (Int b = 0; b < kWordBytes; ++b)
      word.push_back(machine_.device.byte(address_ + kWordBytes * pc_ + b));
    cause_ = trap_cause(word, machine_.config);
    if (cause_ != 0) return true;
    const Instruction instruction = decode(word);
    if (instruction.queue < 0) {
      has_halted_ = true;
      return true;
    }
    auto& queue = waiting_[instruction.queue];
    if (static_cast<Int>(queue.size()) == machine_.config.queue_depth) return false;
    queue.push_back(instruction);
    ++pc_;
    return true;
  }

  bool issue(int q) {
    if (running_[q] || waiting_[q].empty()) return false;
    const Instruction instruction = waiting_[q].front();
    bool has_tokens = true;
    for_each_peer(q, instruction["pop"],
                  [&](int peer) { has_tokens = has_tokens && tokens(peer, q) > 0; });
    if (!has_tokens) return false;
    for_each_peer(q, instruction["pop"], [&](int peer) { --tokens(peer, q); });
    waiting_[q].pop_front();
    execute(machine_, instruction);
    running_[q] = Executed{instruction, machine_.saturations, machine_.high_water};
    return true;
  }

  bool retire(int q) {
    if (!running_[q]) return false;
    const Int push = running_[q]->instruction["push"];
    bool has_space = true;
    for_each_peer(q, push,
                  [&](int peer) { has_space = has_space && tokens(q, peer) < kMaxTokens; });
    if (!has_space) return false;
    for_each_peer(q, push, [&](int peer) { ++tokens(q, peer); });
    ++results_["retired"];
    results_["saturations"] += running_[q]->saturations;
    results_["high_water"] |= running_[q]->high_water;
    running_[q].reset();
    return true;
  }

  bool is_idle() const {
    for (int q = 0; q < kQueues; ++q)
      if (running_[q] || !waiting_[q].empty()) return false;
    return true;
  }

  Machine& machine_;
  Int address_, length_;
  Int pc_ = 0;
  Int cause_ = 0;
  bool has_halted_ = false;
  std::deque<Instruction> waiting_[kQueues];
  std::optional<Executed> running_[kQueues];
  int tokens_[kQueues][kQueues] = {};
  Numbers results_ = {{"retired", 0}, {"saturations", 0}, {"high_water", 0}};
};

}  // namespace

Numbers run_program(Machine& machine, Int address, Int length) {
  return Sequencer(machine, address, length).run();
}

}  // namespace dut
