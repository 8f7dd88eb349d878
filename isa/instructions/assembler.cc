// SPDX-License-Identifier: Apache-2.0

#include "isa/instructions/assembler.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

#include "isa/container/suggestion.h"
#include "isa/instructions/codec.h"
#include "isa/instructions/layout.h"

namespace isomer {
namespace {

constexpr std::string_view kWord = "word";

std::vector<std::string> mnemonics() {
  std::vector<std::string> names;
  for (const Layout& layout : layouts()) names.emplace_back(layout.opcode.mnemonic);
  names.emplace_back(kWord);
  return names;
}

std::vector<std::string> field_names(const Layout& layout) {
  std::vector<std::string> names = {"pop", "push"};
  for (const Field& field : layout.fields) names.push_back(field.name);
  return names;
}

// A name of the table, or a number that does not trap.
std::int32_t parse_value(const TextLine& line, const Token& token, const Field& field) {
  const auto named = std::find(field.values.begin(), field.values.end(), token.text);
  if (named != field.values.end())
    return field.min + static_cast<std::int32_t>(named - field.values.begin());
  const bool is_number = token.text.find_first_of("-0123456789") == 0;
  if (!field.values.empty() && !is_number)
    line.fail(token, fmt::format("'{}' is no value of {}{}", token.text, field.name,
                                 suggestion(token.text, field.values)));
  return static_cast<std::int32_t>(
      line.integer(token, field.name, field.lowest_legal(), field.highest_legal()));
}

std::string name_of(Queue queue) { return kQueueNames[static_cast<std::size_t>(queue)]; }

std::vector<std::string> peer_names(Queue queue) {
  std::vector<std::string> names;
  for (int bit = 0; bit < kTokenBits; ++bit) names.push_back(name_of(token_peer(queue, bit)));
  return names;
}

// "load,post": the other queues by name.
std::uint32_t parse_tokens(const TextLine& line, const Token& token, Queue queue) {
  const std::vector<std::string> peers = peer_names(queue);
  std::uint32_t mask = 0;
  for (std::size_t at = 0; at <= token.text.size();) {
    const std::size_t comma = std::min(token.text.find(',', at), token.text.size());
    const std::string name = token.text.substr(at, comma - at);
    const auto found = std::find(peers.begin(), peers.end(), name);
    if (found == peers.end())
      line.fail({name, token.column + static_cast<int>(at)},
                fmt::format("'{}' is no other queue than {}; legal: {}", name, name_of(queue),
                            fmt::join(peers, ", ")));
    mask |= 1u << (found - peers.begin());
    at = comma + 1;
  }
  return mask;
}

std::string format_tokens(std::uint32_t mask, Queue queue) {
  std::vector<std::string> names;
  for (int bit = 0; bit < kTokenBits; ++bit)
    if ((mask >> bit & 1) != 0) names.push_back(name_of(token_peer(queue, bit)));
  return fmt::format("{}", fmt::join(names, ","));
}

// "word 0x" and at most 64 hexadecimal digits.
Word parse_word(const TextLine& line) {
  if (line.tokens.size() != 2) line.fail(line.tokens.front(), "word takes one number: 0x...");
  const Token& token = line.tokens[1];
  std::string_view digits = token.text;
  const bool is_hex = digits.starts_with("0x");
  if (is_hex) digits.remove_prefix(2);
  if (!is_hex || digits.empty() || digits.size() > kWordBits / 4 ||
      digits.find_first_not_of("0123456789abcdefABCDEF") != std::string_view::npos)
    line.fail(token, fmt::format("'{}' is not 0x and 1 to 64 hexadecimal digits", token.text));
  Word word;
  for (int i = 0; i < static_cast<int>(digits.size()); ++i) {
    const std::string digit(1, digits[digits.size() - 1 - static_cast<std::size_t>(i)]);
    word.set(4 * i, 4, static_cast<std::uint32_t>(std::stoul(digit, nullptr, 16)));
  }
  return word;
}

// The fields of one line, each at most once.
class Fields {
 public:
  Fields(const TextLine& line, const Layout& layout) : values_(layout.fields.size()) {
    const std::vector<std::string> names = field_names(layout);
    for (std::size_t i = 1; i < line.tokens.size(); ++i) {
      const Token& token = line.tokens[i];
      Token::Pair pair = token.split();
      const auto found = std::find(names.begin(), names.end(), pair.name);
      if (found == names.end())
        line.fail(token, fmt::format("'{}' is no field of {}{}", pair.name, layout.opcode.mnemonic,
                                     suggestion(pair.name, names)));
      if (!pair.has_value)
        line.fail(token, fmt::format("'{}' needs a value: {}=...", pair.name, pair.name));
      const auto index = static_cast<std::size_t>(found - names.begin());
      std::optional<Token>& slot = index < 2 ? masks_[index] : values_[index - 2];
      if (slot) line.fail(token, fmt::format("{} is given twice", pair.name));
      slot = std::move(pair.value);
    }
  }
  const std::optional<Token>& pop() const { return masks_[0]; }
  const std::optional<Token>& push() const { return masks_[1]; }
  const std::optional<Token>& value(std::size_t index) const { return values_[index]; }

 private:
  std::optional<Token> masks_[2];
  std::vector<std::optional<Token>> values_;
};

}  // namespace

Word assemble_line(const TextLine& line) {
  const Token& mnemonic = line.tokens.front();
  if (mnemonic.text == kWord) return parse_word(line);
  const Layout* layout = find_layout(mnemonic.text);
  if (layout == nullptr)
    line.fail(mnemonic, fmt::format("'{}' is no instruction{}", mnemonic.text,
                                    suggestion(mnemonic.text, mnemonics())));
  const Fields fields(line, *layout);
  Instruction instruction{.operands = default_operands(*layout)};
  for (std::size_t i = 0; i < layout->fields.size(); ++i)
    if (const auto& token = fields.value(i))
      set_field(instruction.operands, i, parse_value(line, *token, layout->fields[i]));
  const Queue queue = queue_of(instruction);
  for (const auto& [token, mask] :
       {std::pair{fields.pop(), &instruction.pop}, std::pair{fields.push(), &instruction.push}}) {
    if (!token) continue;
    if (layout->opcode.code == kHalt) line.fail(*token, "halt enters no queue and moves no token");
    *mask = parse_tokens(line, *token, queue);
  }
  return encode(instruction);
}

std::vector<Word> assemble(std::string_view text, std::string_view file) {
  std::vector<Word> words;
  for (const TextLine& line : split_lines(text, file)) words.push_back(assemble_line(line));
  return words;
}

std::string disassemble(const Instruction& instruction) {
  const Layout& layout = layout_of(instruction.operands);
  const Queue queue = queue_of(instruction);
  std::string text = layout.opcode.mnemonic;
  if (instruction.pop != 0) text += " pop=" + format_tokens(instruction.pop, queue);
  if (instruction.push != 0) text += " push=" + format_tokens(instruction.push, queue);
  for (std::size_t i = 0; i < layout.fields.size(); ++i) {
    const Field& field = layout.fields[i];
    const std::int32_t value = get_field(instruction.operands, i);
    if (value == field.initial) continue;
    const auto name = static_cast<std::size_t>(value - field.min);
    text += value >= field.min && name < field.values.size()
                ? fmt::format(" {}={}", field.name, field.values[name])
                : fmt::format(" {}={}", field.name, value);
  }
  return text;
}

std::string disassemble(const Word& word) {
  const Trap trap = check(word, Machine{});
  if (trap == Trap::none || trap == Trap::absent_feature) return disassemble(decode(word));
  const std::string text =
      fmt::format("word 0x{:016x}{:016x}{:016x}{:016x}  # {}", word.parts[3], word.parts[2],
                  word.parts[1], word.parts[0], kTrapNames[static_cast<std::size_t>(trap)]);
  return trap == Trap::illegal_opcode ? text : text + ": " + disassemble(decode(word));
}

}  // namespace isomer
