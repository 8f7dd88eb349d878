// SPDX-License-Identifier: Apache-2.0
//
// The text form of FORMAT.md: questions in, answers out.

#ifndef TESTS_CONFORMANCE_VECTOR_TEXT_H_
#define TESTS_CONFORMANCE_VECTOR_TEXT_H_

#include <cstdint>
#include <istream>
#include <map>
#include <ostream>
#include <string>
#include <vector>

namespace dut {

using Bytes = std::vector<std::uint8_t>;
using Numbers = std::map<std::string, std::int64_t>;

// `bytes` of consecutive words from number `first` on.
struct Run {
  std::string space;  // "activations", "weights", "parameters", "accumulators", "device"
  std::uint64_t first = 0;
  Bytes bytes;
};

// `count` words that the answer has to show.
struct Ask {
  std::string space;
  std::uint64_t first = 0;
  std::uint64_t count = 0;
};

struct Question {
  std::string name;  // "post/3"; what it is about stands before the '/'
  Bytes word;        // of the instruction, 32 bytes, or none
  Numbers operands;
  std::vector<Run> in;
  std::vector<Ask> ask;

  std::string kind() const { return name.substr(0, name.find('/')); }
};

// Copies the header, with "answers" as its contents, and returns the configuration in it. Throws
// std::runtime_error when it is no such header.
Numbers copy_header(std::istream& input, std::ostream& output);

// False at the end of the stream. Throws std::runtime_error on a line that it does not understand.
bool read_question(std::istream& input, Question* question);

void write_answer(std::ostream& output, const std::string& name, const Numbers& results,
                  const std::vector<Run>& out);

}  // namespace dut

#endif  // TESTS_CONFORMANCE_VECTOR_TEXT_H_
