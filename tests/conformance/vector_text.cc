// SPDX-License-Identifier: Apache-2.0

#include "tests/conformance/vector_text.h"

#include <sstream>
#include <stdexcept>

namespace dut {
namespace {

// name=value, the values decimal or 0x.
Numbers read_numbers(std::istringstream& words) {
  Numbers numbers;
  std::string word;
  while (words >> word) {
    const std::size_t equals = word.find('=');
    if (equals == word.npos) throw std::runtime_error("no name=value: " + word);
    numbers[word.substr(0, equals)] = std::stoll(word.substr(equals + 1), nullptr, 0);
  }
  return numbers;
}

Bytes read_bytes(const std::string& hex) {
  if (hex.size() % 2 != 0) throw std::runtime_error("half a byte: " + hex);
  Bytes bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2)
    bytes.push_back(static_cast<std::uint8_t>(std::stoul(hex.substr(i, 2), nullptr, 16)));
  return bytes;
}

std::string hex_of(const Bytes& bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (const std::uint8_t byte : bytes) {
    hex += kDigits[byte >> 4];
    hex += kDigits[byte & 15];
  }
  return hex;
}

}  // namespace

Numbers copy_header(std::istream& input, std::ostream& output) {
  Numbers configuration;
  std::string line;
  if (!std::getline(input, line) || line != "isomer-vectors 1")
    throw std::runtime_error("not a file of vectors as text, version 1");
  output << line << '\n';
  while (std::getline(input, line)) {
    std::istringstream words(line);
    std::string key;
    words >> key;
    if (key == "contents") line = "contents answers";
    if (key == "configuration") configuration = read_numbers(words);
    output << line << '\n';
    if (key == "end") return configuration;
  }
  throw std::runtime_error("the header has no end");
}

bool read_question(std::istream& input, Question* question) {
  *question = {};
  std::string line;
  while (std::getline(input, line)) {
    std::istringstream words(line);
    std::string key;
    words >> key;
    if (key == "vector") {
      words >> question->name;
    } else if (key == "word") {
      std::string hex;
      words >> hex;
      question->word = read_bytes(hex);
    } else if (key == "operands") {
      question->operands = read_numbers(words);
    } else if (key == "in") {
      Run run;
      std::string hex;
      words >> run.space >> run.first >> hex;
      run.bytes = read_bytes(hex);
      question->in.push_back(run);
    } else if (key == "ask") {
      Ask ask;
      words >> ask.space >> ask.first >> ask.count;
      question->ask.push_back(ask);
    } else if (key == "end") {
      return true;
    } else if (key != "fields") {  // this device decodes the word itself
      throw std::runtime_error("a line that is none of a question: " + line);
    }
  }
  return false;
}

void write_answer(std::ostream& output, const std::string& name, const Numbers& results,
                  const std::vector<Run>& out) {
  output << "vector " << name << "\nresults";
  for (const auto& [key, value] : results) output << ' ' << key << '=' << value;
  output << '\n';
  for (const Run& run : out)
    output << "out " << run.space << ' ' << run.first << ' ' << hex_of(run.bytes) << '\n';
  output << "end\n";
}

}  // namespace dut
