// SPDX-License-Identifier: Apache-2.0
//
// Compiled programs on the functional device with its hazard checker, against the oracle's loops.

#ifndef TESTS_ISA_COMPILER_JUDGE_H_
#define TESTS_ISA_COMPILER_JUDGE_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "isa/hardware/machine.h"
#include "isa/network/network.h"
#include "isa/program/program.h"

namespace isomer::testing {

using Tensors = std::map<std::string, std::vector<std::int32_t>>;

// Every tensor of the network as the oracle computes it, by name.
Tensors expected_tensors(const Network& network, const std::vector<std::int32_t>& input,
                         int accumulator_bits = 32);

struct Run {
  std::string failure;  // empty: the program finished and the hazard checker accepts it
  Tensors tensors;      // those of the program's table
};

Run run_functional(const Program& program, const Machine& machine,
                   const std::vector<std::int32_t>& input);

// The first element that differs, "" when `got` holds nothing that differs from `want`.
std::string first_difference(const Tensors& got, const Tensors& want);

// Compiles, runs and compares; "" or the first thing that is wrong.
std::string judge(const Network& network, const Machine& machine, bool keep_tensors = true);

// The same for a batch of that many images, each against its own tensors.
std::string judge_batch(const Network& network, const Machine& machine, int batch,
                        bool keep_tensors);

}  // namespace isomer::testing

#endif  // TESTS_ISA_COMPILER_JUDGE_H_
