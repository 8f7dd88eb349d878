// SPDX-License-Identifier: Apache-2.0
//
// Programs written by hand, for tests.

#ifndef TESTS_SUPPORT_PROGRAMS_H_
#define TESTS_SUPPORT_PROGRAMS_H_

#include <cstddef>
#include <initializer_list>
#include <string>
#include <vector>

#include "isa/hardware/machine.h"
#include "isa/instructions/instruction.h"
#include "isa/program/builder.h"
#include "isa/program/program.h"
#include "sim/device.h"

namespace isomer::testing {

// `count` bytes first, first + 1, ... modulo 256.
std::vector<std::byte> counting_bytes(std::size_t count, int first = 0);

// Adds a segment "output" and a store of all activations to it, which takes a token from `pop`.
void add_full_store(ProgramBuilder& builder, const Machine& machine, Queue pop);

// Programs of nothing but tokens, each with how it must end: circular waits, a missing push, a full
// counter, full queues with the last word that fits and one more.
struct TokenProgram {
  std::string name;
  Program program;
  Status status = Status::done;
  std::uint64_t retired = 0;
};
std::vector<TokenProgram> token_programs(const Machine& machine);

// `tiles` tiles of 8 pixels through every unit, everything double-buffered: tile t is loaded into
// activation bank t mod 2, multiplied by one R x C matrix into accumulator bank t mod 2, rounded
// into activation bank 2 + t mod 2 and stored. Segments: 0 "constants" (weights, biases), 1
// "input", 2 "output", each of whose tiles begins on a line. Needs four activation banks of 8
// words.
Program ping_pong(const Machine& machine, int tiles);

// Index of tile t's load, mac, post or store in it.
std::uint32_t ping_pong_pc(int tile, Queue queue);

inline constexpr int kPingPongPixels = 8;

}  // namespace isomer::testing

#endif  // TESTS_SUPPORT_PROGRAMS_H_
