// SPDX-License-Identifier: Apache-2.0
//
// Conformance vectors: random questions and the answers of our own models. A vector depends on the
// machine, the seed, its kind and its number, and on nothing else.

#ifndef TOOLS_ISOMER_VECTORS_GENERATOR_H_
#define TOOLS_ISOMER_VECTORS_GENERATOR_H_

#include <cstdint>
#include <string>
#include <vector>

#include "isa/hardware/machine.h"
#include "isa/instructions/footprint.h"
#include "isa/random/random.h"
#include "sim/machine/state.h"
#include "tools/isomer/vectors_file.h"

namespace isomer {

// Besides those of vectors_words.h: leaves of the arithmetic, "word" (what fetch says of 256 bits),
// "program".
std::vector<std::string> other_kinds();

class VectorGenerator {
 public:
  // `background` is in every byte of memory that no question names: answers do not depend on it.
  VectorGenerator(const Machine& machine, std::uint64_t seed, std::uint8_t background = 0);

  Vector make(const std::string& kind, std::int64_t number);

 private:
  void make_instruction(Random& random, const std::string& kind, Vector& vector);
  void fill(Random& random, const std::vector<Access>& accesses, Vector& vector);
  void clear();

  Machine machine_;
  std::uint64_t seed_;
  std::uint8_t background_;
  State state_;
};

// vectors_arithmetic.cc: operands and results of a leaf.
std::vector<std::string> arithmetic_kinds();
void make_arithmetic(Random& random, const Machine& machine, const std::string& kind,
                     Vector& vector);

// vectors_program.cc: a whole program on the functional device; the number chooses its sort.
void make_program(Random& random, const Machine& machine, std::int64_t number, Vector& vector);

// At most so many words stand in one run or span.
inline constexpr std::uint64_t kRunWords = 32;

// Cuts consecutive words into spans.
void append_spans(Space space, std::uint64_t first, std::uint64_t count,
                  std::vector<WordSpan>* spans);

}  // namespace isomer

#endif  // TOOLS_ISOMER_VECTORS_GENERATOR_H_
