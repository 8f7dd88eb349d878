// SPDX-License-Identifier: Apache-2.0
//
// A set of words of one memory in which addresses wrap.

#ifndef ISA_INSTRUCTIONS_WORD_SET_H_
#define ISA_INSTRUCTIONS_WORD_SET_H_

#include <cstdint>
#include <vector>

namespace isomer {

class WordSet {
 public:
  struct Run {
    std::uint64_t first = 0;
    std::uint64_t count = 0;
  };

  explicit WordSet(std::uint64_t size);  // a power of two

  // Adds words first .. first + count - 1, each modulo the size (first may be a negative number in
  // two's complement).
  void add(std::uint64_t first, std::uint64_t count);

  // Takes the words of another set of the same memory out.
  void remove(const WordSet& other);

  // The maximal runs of neighbouring words, ascending; a run ends at the memory's end.
  std::vector<Run> runs() const;

 private:
  void fill(std::uint64_t first, std::uint64_t count);
  std::uint64_t next(std::uint64_t at, bool is_member) const;

  std::uint64_t size_;
  std::vector<std::uint64_t> bits_;
};

}  // namespace isomer

#endif  // ISA_INSTRUCTIONS_WORD_SET_H_
