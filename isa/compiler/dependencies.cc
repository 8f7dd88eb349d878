// SPDX-License-Identifier: Apache-2.0

#include "isa/compiler/dependencies.h"

#include <algorithm>
#include <map>
#include <utility>

#include "isa/instructions/footprint.h"

namespace isomer::compiler {
namespace {

// The last instruction of each queue that read or wrote one word.
struct History {
  Needs read{-1, -1, -1, -1};
  Needs write{-1, -1, -1, -1};
};

void raise(Needs& needs, const Needs& other) {
  for (std::size_t q = 0; q < needs.size(); ++q) needs[q] = std::max(needs[q], other[q]);
}

// The words of every memory that instructions touch; one list per space and segment.
class Memories {
 public:
  History& at(const Access& access, std::uint64_t word) {
    auto& list = lists_[{access.space, access.segment}];
    if (word >= list.size()) list.resize(std::max(word + 1, 2 * list.size()));
    return list[word];
  }

 private:
  std::map<std::pair<Space, int>, std::vector<History>> lists_;
};

}  // namespace

std::vector<Needs> dependencies(const Machine& machine, const Code& code) {
  Memories memories;
  std::vector<Needs> result;
  result.reserve(code.size());
  for (std::size_t index = 0; index < code.size(); ++index) {
    const Instruction& instruction = code[index].instruction;
    const auto queue = static_cast<std::size_t>(queue_of(instruction));
    const std::vector<Access> accesses = footprint(machine, instruction);
    Needs needs{-1, -1, -1, -1};
    for (const Access& access : accesses) {
      for (std::uint64_t i = 0; i < access.count; ++i) {
        const History& history = memories.at(access, access.first + i);
        raise(needs, history.write);
        if (access.is_write) raise(needs, history.read);
      }
    }
    for (const Access& access : accesses) {
      for (std::uint64_t i = 0; i < access.count; ++i) {
        History& history = memories.at(access, access.first + i);
        (access.is_write ? history.write : history.read)[queue] = static_cast<int>(index);
      }
    }
    result.push_back(needs);
  }
  return result;
}

}  // namespace isomer::compiler
