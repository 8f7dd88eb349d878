// SPDX-License-Identifier: Apache-2.0
//
// Conformance vectors as text and as JSON lines: tests/conformance/FORMAT.md.

#ifndef TOOLS_ISOMER_VECTORS_FILE_H_
#define TOOLS_ISOMER_VECTORS_FILE_H_

#include <cstddef>
#include <cstdint>
#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "isa/hardware/machine.h"
#include "isa/instructions/footprint.h"
#include "isa/instructions/word.h"

namespace isomer {

using NamedNumbers = std::vector<std::pair<std::string, std::int64_t>>;

// The bytes of consecutive words (device memory: lines of 16), as ObservableDevice::peek gives
// them.
struct WordRun {
  Space space = Space::activations;
  std::uint64_t first = 0;
  std::vector<std::byte> bytes;
};

struct WordSpan {
  Space space = Space::activations;
  std::uint64_t first = 0;
  std::uint64_t count = 0;
};

struct Answer {
  std::string name;  // of the vector: kind, '/', number
  NamedNumbers results;
  std::vector<WordRun> out;  // one for each WordSpan that was asked for
};

struct Vector {
  std::optional<Word> word;
  NamedNumbers fields;    // of the word
  NamedNumbers operands;  // what stands in no word
  std::vector<WordRun> in;
  std::vector<WordSpan> ask;
  Answer answer;
};

enum class Syntax { text, json };
enum class Contents { questions, answers, vectors };  // vectors: both

struct VectorsHeader {
  Syntax syntax = Syntax::text;
  Contents contents = Contents::vectors;
  std::string machine;
  std::uint64_t machine_hash = 0;
  NamedNumbers configuration;  // of the machine, "section.key"
  std::uint64_t seed = 0;
  NamedNumbers kinds;          // how many vectors of each, in this order
  std::uint32_t checksum = 0;  // CRC-32 of the questions
};

NamedNumbers configuration_of(const Machine& machine);

// What a file has of these, line ends included. Of contents `answers` a vector has name, results
// and out only; of `questions` neither of the last two.
std::string to_text(const VectorsHeader& header);
std::string to_text(const Vector& vector, Syntax syntax, Contents contents);

// Continues the CRC-32 of zlib and PNG; begins with 0.
std::uint32_t continue_checksum(std::uint32_t checksum, std::string_view text);

// Reads the answers of a file, whatever its syntax and contents. Errors name the line.
class AnswerReader {
 public:
  // Reads the header. The stream is borrowed.
  AnswerReader(std::istream& stream, std::string file);

  const VectorsHeader& header() const { return header_; }

  // False at the end.
  bool next(Answer* answer);

  // Of the questions that were read with the answers, if the file holds them.
  std::uint32_t checksum() const { return checksum_; }

 private:
  bool next_line();
  void read_text_header();
  void read_json_header();
  void read_header_line(const std::string& key, const std::string& value);
  bool next_text(Answer* answer);
  bool next_json(Answer* answer);
  NamedNumbers numbers(std::string_view text) const;
  [[noreturn]] void fail(std::string_view what) const;

  std::istream& stream_;
  std::string file_;
  VectorsHeader header_;
  std::string line_;
  std::int64_t line_number_ = 0;
  std::uint32_t checksum_ = 0;
};

}  // namespace isomer

#endif  // TOOLS_ISOMER_VECTORS_FILE_H_
