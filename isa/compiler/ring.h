// SPDX-License-Identifier: Apache-2.0
//
// Blocks in a stretch of a local memory, each allocated behind the one before and back at the start
// when the end is reached. Two blocks of half the size are a double buffer; smaller ones stay
// longer. A block remains where it is until a later one overlaps it, so a key that is found needs
// no second load. That nobody overwrites a block in use is the tokens' business.

#ifndef ISA_COMPILER_RING_H_
#define ISA_COMPILER_RING_H_

#include <deque>
#include <optional>
#include <string>

namespace isomer::compiler {

class Ring {
 public:
  Ring(int base, int words) : base_(base), words_(words) {}

  // Where the block of that key still lies, untouched since it was allocated.
  std::optional<int> find(const std::string& key) const {
    for (const Block& block : blocks_)
      if (block.key == key) return block.first;
    return std::nullopt;
  }

  // A place for `words` <= the ring's size; forgets the blocks it overlaps. The next block has up
  // to `following` words: a gap before this one makes room for that at the start, where it would
  // otherwise meet this one.
  int allocate(const std::string& key, int words, int following = 0) {
    if (next_ + words > words_) next_ = 0;
    const bool would_meet = next_ + words + following > words_ && next_ < following;
    if (would_meet && following + words <= words_) next_ = following;
    const int first = base_ + next_;
    std::erase_if(blocks_, [&](const Block& block) {
      return block.first < first + words && first < block.first + block.words;
    });
    blocks_.push_back({key, first, words});
    next_ += words;
    return first;
  }

 private:
  struct Block {
    std::string key;
    int first;
    int words;
  };

  int base_;
  int words_;
  int next_ = 0;
  std::deque<Block> blocks_;
};

}  // namespace isomer::compiler

#endif  // ISA_COMPILER_RING_H_
