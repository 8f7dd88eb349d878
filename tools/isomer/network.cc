// SPDX-License-Identifier: Apache-2.0

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "isa/network/weight_coding.h"
#include "isa/zoo/random_network.h"
#include "isa/zoo/zoo.h"
#include "tools/isomer/command.h"
#include "tools/isomer/describe.h"
#include "tools/isomer/options.h"

namespace isomer {
namespace {

constexpr char kAbout[] =
    "Writes one of the known networks with random integers in place of trained ones, for\n"
    "compiling, measuring and verifying. Its tensors use their range, and nothing overflows.\n\n"
    "Weights are a decoder and the bits of a stored code: int8 (the default; int16 beyond 8 bits\n"
    "of activations), int4+3 with a zero point of 3, odd2, table4, pot4 ...";

// The number that `digits`, a part of the coding `text`, is.
int number_of(std::string_view digits, const std::string& text) {
  int number = 0;
  if (digits.starts_with('+')) digits.remove_prefix(1);
  const char* last = digits.data() + digits.size();
  const auto [end, failure] = std::from_chars(digits.data(), last, number);
  if (failure == std::errc() && end == last) return number;
  throw UsageError(fmt::format("--weights {}: legal are int8, int4+3, odd2, table4, pot4", text));
}

// Entries denser around zero, as many as codes: -n^2 ... n^2 without zero.
WeightTable square_table(int bits) {
  WeightTable table{};
  const int half = 1 << (bits - 1);
  for (int i = 0; i < half; ++i) {
    table[static_cast<std::size_t>(half + i)] = static_cast<std::int16_t>(2 * (i + 1) * (i + 1));
    table[static_cast<std::size_t>(half - 1 - i)] =
        static_cast<std::int16_t>(-2 * (i + 1) * (i + 1));
  }
  return table;
}

// "int4+3", "odd2", "table4", "pot4".
WeightCoding parse_coding(const std::string& text) {
  const std::string name = choice("--weights", text.substr(0, text.find_first_of("0123456789+-")),
                                  {"int", "odd", "table", "pot"});
  const std::string_view numbers = std::string_view(text).substr(name.size());
  const std::size_t offset = std::min(numbers.find_first_of("+-"), numbers.size());
  WeightCoding coding;
  coding.stored_bits = number_of(numbers.substr(0, offset), text);
  if (offset < numbers.size()) coding.offset = number_of(numbers.substr(offset), text);
  if (name == "odd") coding.decoder = Decoder::odd;
  if (name == "pot") coding.decoder = Decoder::pot;
  if (name == "table") {
    coding.decoder = Decoder::table;
    coding.table = square_table(std::clamp(coding.stored_bits, 1, 4));
  }
  try {
    validate(coding, name);
  } catch (const Error& error) {  // "layer 'int': what is wrong"
    const std::string_view what = error.what();
    throw UsageError(fmt::format("--weights {}{}", text, what.substr(what.find(": "))));
  }
  return coding;
}

Rounding parse_rounding(const std::string& text) {
  const std::vector<std::string> names(kRoundingNames.begin(), kRoundingNames.end());
  return *rounding_from_name(choice("--rounding", text, names));
}

void print_list() {
  Report networks = Report::array();
  for (const Topology& topology : zoo()) {
    const Shape& x = topology.input;
    networks.push_back({{"network", topology.name},
                        {"input", fmt::format("{}x{}x{}", x.channels, x.height, x.width)},
                        {"MACs", count_macs(topology)},
                        {"layers", topology.nodes.size()},
                        {"what", topology.title}});
  }
  Report report;
  report["networks"] = networks;
  fmt::print("{}", to_text(report));
}

}  // namespace

int network_command(const Arguments& arguments) {
  std::string name;
  std::string output;
  std::string weights;
  std::string rounding = "half_up";
  std::uint64_t seed = 1;
  int bits = 8;
  bool is_list = false;
  bool has_affine = false;
  Options options("network", kAbout,
                  {"isomer network --list", "isomer network resnet20",
                   "isomer network lenet5-mnist --bits 16 --seed 7 --output lenet5-wide.isonet",
                   "isomer network mobilenetv2 --weights pot4 --affine"});
  options.optional_operand("NAME", &name);
  options.flag("list", &is_list, "show the networks that are known");
  options.value("seed", &seed, "S", "of all integers");
  options.value("bits,b", &bits, "N", "of an activation, 2 to 16");
  options.optional("weights,w", &weights, "CODING", "how weights are stored, see above");
  options.value("rounding", &rounding, "MODE", "half_up, half_even, half_away or floor");
  options.flag("affine", &has_affine, "multiply and add per channel behind every convolution");
  options.optional("output,o", &output, "FILE",
                   "the network; NAME.isonet if absent, which must not exist yet");
  if (!options.parse(arguments)) return kSuccess;
  if (is_list) {
    print_list();
    return kSuccess;
  }
  if (name.empty()) throw UsageError("network: NAME is missing; `isomer network --list` shows all");
  check_range("--bits", bits, 2, 16);
  if (weights.empty()) weights = bits > 8 ? "int16" : "int8";

  const Topology topology = find_topology(name);
  const std::filesystem::path path = output_path(output, name + ".isonet", ".isonet");
  check_outputs({path});
  const Network network = random_network(topology, seed,
                                         {.activation_bits = bits,
                                          .coding = parse_coding(weights),
                                          .rounding = parse_rounding(rounding),
                                          .has_affine = has_affine});
  save_network(network, path);
  Report report;
  report["network"] = path.string();
  report["layers"] = network.layers.size();
  report["MACs per image"] = count_macs(topology);
  fmt::print("{}", to_text(report));
  return kSuccess;
}

}  // namespace isomer
