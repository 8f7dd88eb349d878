// SPDX-License-Identifier: Apache-2.0
//
// The machine that a file of vectors is about: the numbers of its header line `configuration`.

#ifndef TESTS_CONFORMANCE_CONFIG_H_
#define TESTS_CONFORMANCE_CONFIG_H_

#include <cstdint>
#include <string>

#include "tests/conformance/vector_text.h"

namespace dut {

using Int = std::int64_t;

struct Config {
  explicit Config(const Numbers& numbers)
      : rows(numbers.at("array.rows")),
        columns(numbers.at("array.columns")),
        operand_bits(numbers.at("array.operand_bits")),
        accumulator_bits(numbers.at("array.accumulator_bits")),
        multipliers(numbers.at("array.multipliers")),
        banks(numbers.at("activations.banks")),
        bank_words(numbers.at("activations.bank_words")),
        weight_words(numbers.at("weights.words")),
        entries(numbers.at("accumulators.entries")),
        parameter_words(numbers.at("parameters.words")),
        queue_depth(numbers.at("queues.depth")),
        address_bits(numbers.at("bus.address_bits")),
        affine(numbers.at("features.affine")),
        add(numbers.at("features.add")),
        average(numbers.at("features.average")),
        lookup(numbers.at("features.lookup")),
        decoders(numbers.at("features.decoders")),
        depthwise(numbers.at("features.depthwise")),
        roundings(numbers.at("features.roundings")),
        counters(numbers.at("features.counters")) {}

  Int decoded_bits() const { return operand_bits + (decoders != 0 ? 2 : 0); }

  Int rows, columns, operand_bits, accumulator_bits, multipliers;
  Int banks, bank_words, weight_words, entries, parameter_words, queue_depth, address_bits;
  Int affine, add, average, lookup, decoders, depthwise, roundings, counters;
};

}  // namespace dut

#endif  // TESTS_CONFORMANCE_CONFIG_H_
