// SPDX-License-Identifier: Apache-2.0
#include "sim/coverage/mac_bins.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>
#include <string>

#include "isa/arithmetic/decoder.h"
#include "isa/hardware/features.h"
#include "isa/instructions/busy_cycles.h"
#include "sim/coverage/axes.h"
#include "sim/coverage/extremes.h"
#include "sim/coverage/sampling.h"
#include "sim/machine/input_rows.h"
#include "sim/machine/pass_weights.h"

namespace isomer::coverage {
namespace {

constexpr std::int64_t kPasses = 4;       // sampled, of one instruction
constexpr std::size_t kPixelsOfPass = 8;  // sampled, of one pass
constexpr int kWindow = 3;                // kernel of the window mapping
constexpr std::int64_t kLeastOffset = -512, kGreatestOffset = 511;
constexpr std::uint32_t kPotValues = kMaxPotShift + 2;  // zero and every power

CoverageAxis decoder_axis() { return {"decoder", {"integer", "odd", "table", "pot"}}; }
CoverageAxis mapping_axis() { return {"mapping", {"plain", "packed", "window", "diagonal"}}; }
CoverageAxis stored_axis() { return {"stored bits", {"1", "2", "4", "8", "16"}}; }

std::string absent(const Machine& machine, Feature feature, std::size_t value, const char* name) {
  if (((available(machine, feature) >> value) & 1) != 0) return "";
  return std::string("the machine has no such ") + name;
}
std::string no_decoder(const Machine& machine, std::size_t decoder) {
  return absent(machine, Feature::decoder, decoder, "decoder");
}
std::string no_mapping(const Machine& machine, std::size_t mapping) {
  return absent(machine, Feature::mapping, mapping, "mapping");
}
std::string no_stored(const Machine& machine, std::size_t stored_bits) {
  return absent(machine, Feature::stored_bits, stored_bits, "width of stored weights");
}
bool has_arguments(const Machine& machine) {
  return (available(machine, Feature::decoder_argument) & 2) != 0;
}

// The values of a weight that matter: the extremes of an operand, and the ends of what the decoders
// of the machine make of them.
std::vector<std::int64_t> extreme_weights(const Machine& machine) {
  const std::int64_t end = std::int64_t{1} << (machine.operand_bits - 1);
  std::vector<std::int64_t> values = {-end, -end + 1, -1, 0, 1, end - 2, end - 1};
  if (has_arguments(machine)) {
    // The integer decoder's offset reaches the ends of the array's width where that is narrow, the
    // odd decoder goes furthest elsewhere.
    const std::int64_t decoded = std::int64_t{1} << (machine.decoded_bits() - 1);
    const bool has_ends = end - kLeastOffset >= decoded;
    values.insert(values.begin(), has_ends ? -decoded : -2 * end + 1);
    values.push_back(has_ends ? decoded - 1 : 2 * end - 1);
  }
  return values;
}

bool is_power_of_two(std::int64_t value) {
  return value == 0 || std::has_single_bit(static_cast<std::uint64_t>(std::abs(value)));
}

std::vector<std::string> names(const std::vector<std::int64_t>& values) {
  std::vector<std::string> result;
  for (const std::int64_t value : values) result.push_back(std::to_string(value));
  return result;
}

}  // namespace

MacBins::MacBins(CoveragePlan& plan, const Machine& machine) : weights_(extreme_weights(machine)) {
  using At = const std::vector<std::size_t>&;
  modes_ = plan.add("mac modes", "what is convolved how",
                    {mapping_axis(),
                     decoder_axis(),
                     flag_axis("x_signed"),
                     {"mode", {"zero", "bias", "accumulate"}}},
                    [&](At at) {
                      const std::string reason = no_mapping(machine, at[0]);
                      return reason.empty() ? no_decoder(machine, at[1]) : reason;
                    });
  decoders_ = plan.add("mac weights", "every decoder with every width of its codes",
                       {decoder_axis(), stored_axis(), flag_axis("x_signed")}, [&](At at) {
                         const std::string reason = no_decoder(machine, at[0]);
                         return reason.empty() ? no_stored(machine, at[1]) : reason;
                       });
  declare_operands(plan, machine);
  declare_codes(plan, machine);
  length_ = plan.add("mac pass", "rows of weights of a pass against its cycles of pixels",
                     {mapping_axis(), {"pixels", {"fewer", "as many", "more"}}},
                     [&](At at) -> std::string {
                       const std::string reason = no_mapping(machine, at[0]);
                       if (!reason.empty()) return reason;
                       if (at[0] == 2 && at[1] == 0)
                         return "a window has 9 rows and 9 cycles at least";
                       if (at[0] == 3 && at[1] == 0) return "a diagonal has one row only";
                       return "";
                     });
}

void MacBins::declare_operands(CoveragePlan& plan, const Machine& machine) {
  operands_ = plan.add("mac operands", "both factors of the array on their extremes",
                       {flag_axis("x_signed"), extremes_axis("x"), {"w", names(weights_)}},
                       [&](const std::vector<std::size_t>& at) -> std::string {
                         if (machine.multipliers == 0 && !is_power_of_two(weights_[at[2]]))
                           return "shifters multiply by powers of two only";
                         return no_extreme(at[0] != 0, at[1]);
                       });
  const int region = machine.accumulator_bits - 16;  // up to which a bias enters exactly
  bias_ =
      plan.add("mac bias", "where a bias enters the accumulator",
               {{"shift",
                 {"0", "1.." + std::to_string(region - 1), std::to_string(region),
                  std::to_string(region + 1) + ".." + std::to_string(machine.accumulator_bits - 1),
                  std::to_string(machine.accumulator_bits) + "..62", "63"}},
                {"bias", {"negative", "0", "positive"}}});
}

void MacBins::declare_codes(CoveragePlan& plan, const Machine& machine) {
  using At = const std::vector<std::size_t>&;
  std::vector<std::string> powers = {"0"};
  for (int k = 0; k <= kMaxPotShift; ++k) powers.push_back("2^" + std::to_string(k));
  pot_ = plan.add("mac pot", "every power of two of both signs, of codes of every width",
                  {stored_axis(), sign_axis(), {"value", powers}}, [&](At at) -> std::string {
                    if (const auto reason = no_decoder(machine, 3); !reason.empty()) return reason;
                    if (const auto reason = no_stored(machine, at[0]); !reason.empty())
                      return reason;
                    const int bits = 1 << at[0];
                    const auto p = static_cast<std::uint32_t>(at[2]);
                    if (p >= 1U << (bits - 1)) return "a code of so few bits has no such power";
                    return "";
                  });
  table_ = plan.add("mac table", "every entry of a table, chosen by codes of every width",
                    {stored_axis(), number_axis("entry", 0, 15)}, [&](At at) -> std::string {
                      if (const auto reason = no_decoder(machine, 2); !reason.empty())
                        return reason;
                      if (const auto reason = no_stored(machine, at[0]); !reason.empty())
                        return reason;
                      const bool fits = at[0] >= 2 || at[1] < std::size_t{1} << (1U << at[0]);
                      return fits ? "" : "a code of so few bits has no such number";
                    });
  offset_ = plan.add(
      "mac offset", "the integer decoder's zero point",
      {{"offset", {"-512", "negative", "0", "positive", "511"}}}, [&](At at) -> std::string {
        if (const auto reason = no_decoder(machine, 0); !reason.empty()) return reason;
        return at[0] == 2 || has_arguments(machine) ? "" : "the machine's decoder has no offset";
      });
}

void MacBins::record(CoverageCounts& counts, const Mac& mac, const State& before) const {
  ++counts[modes_(mac.mapping, mac.decoder, mac.x_signed, mac.mode)];
  ++counts[decoders_(mac.decoder, mac.stored_bits, mac.x_signed)];
  if (static_cast<Decoder>(mac.decoder) == Decoder::integer) {
    const std::int64_t offset = wrap(mac.decoder_argument, 10);
    ++counts[offset_(offset == kLeastOffset      ? 0
                     : offset == kGreatestOffset ? 4
                     : offset < 0                ? 1
                     : offset > 0                ? 3
                                                 : 2)];
  }
  const std::int64_t pixels = pass_cycles(mac);
  const int rows = weight_rows(before.machine, mac);
  ++counts[length_(mac.mapping, pixels < rows ? 0 : pixels == rows ? 1 : 2)];
  if (static_cast<AccumulateMode>(mac.mode) == AccumulateMode::bias)
    record_biases(counts, mac, before);
  record_operands(counts, mac, before);
}

void MacBins::record_biases(CoverageCounts& counts, const Mac& mac, const State& before) const {
  const int a = before.machine.accumulator_bits;
  const int s = mac.bias_shift;
  const int shift = s == 0 ? 0 : s < a - 16 ? 1 : s == a - 16 ? 2 : s < a ? 3 : s < 63 ? 4 : 5;
  for_each_sample(mac.groups_out, kPasses, [&](std::int64_t g) {
    for (std::size_t c = 0; c < before.columns(); ++c) {
      const std::int64_t bias = before.parameter(mac.bias_base + g, c);
      ++counts[bias_(shift, bias < 0 ? 0 : bias == 0 ? 1 : 2)];
    }
  });
}

void MacBins::record_codes(CoverageCounts& counts, const Mac& mac, const State& before,
                           std::int64_t pass) const {
  const auto decoder = static_cast<Decoder>(mac.decoder);
  if (decoder != Decoder::pot && decoder != Decoder::table) return;
  const int bits = 1 << mac.stored_bits;
  for_each_code(before, mac, pass, [&](std::size_t, std::uint32_t code) {
    if (decoder == Decoder::table) {
      ++counts[table_(mac.stored_bits, code & ((1U << std::min(bits, 4)) - 1))];
      return;
    }
    const std::uint32_t p = code & ((1U << (bits - 1)) - 1);
    ++counts[pot_(mac.stored_bits, (code >> (bits - 1)) & 1, std::min(p, kPotValues - 1))];
  });
}

int MacBins::weight_class(std::int64_t weight) const {
  const auto at = std::lower_bound(weights_.begin(), weights_.end(), weight);
  return at != weights_.end() && *at == weight ? static_cast<int>(at - weights_.begin()) : -1;
}

void MacBins::record_operands(CoverageCounts& counts, const Mac& mac, const State& before) const {
  const Machine& machine = before.machine;
  const auto mapping = static_cast<Mapping>(mac.mapping);
  const bool is_window = mapping == Mapping::window;
  const bool is_depthwise = is_window || mapping == Mapping::diagonal;
  const int kernel = is_window ? 1 : mac.kernel_h * mac.kernel_w;
  const int passes_of_group = is_window ? 1 : kernel * mac.groups_in;
  const auto columns = before.columns();
  PassWeights weights(before, mac);
  InputRows inputs(before, mac);
  std::vector<std::uint32_t> x_seen(before.rows());  // by element, one bit for each extreme

  // The extremes of each element of the vectors that meet a plane under a kernel position.
  const auto look_at = [&](int plane, int ky, int kx) {
    std::fill(x_seen.begin(), x_seen.end(), 0U);
    inputs.select(plane, ky, kx);
    std::size_t pixels = 0;
    inputs.visit([&](const InputBlock& block) {
      for (std::size_t n = 0; n < block.rows * block.count && pixels < kPixelsOfPass; ++n) {
        const std::uint8_t* const x =
            block.x + n / block.count * block.row_step + n % block.count * block.step;
        ++pixels;
        for (std::size_t e = 0; e < x_seen.size(); ++e) {
          std::int64_t value = machine.operand_bits == 8 ? x[e] : x[2 * e] | x[2 * e + 1] << 8;
          if (mac.x_signed != 0) value = wrap(value, machine.operand_bits);
          const int extreme = extreme_of_bits(value, machine.operand_bits, mac.x_signed != 0);
          if (extreme >= 0) x_seen[e] |= 1U << extreme;
        }
      }
    });
  };
  const auto meet = [&](std::size_t element, std::int64_t weight) {
    const int w = weight_class(weight);
    if (w < 0) return;
    for (std::uint32_t seen = x_seen[element]; seen != 0; seen &= seen - 1)
      ++counts[operands_(mac.x_signed, std::countr_zero(seen), w)];
  };

  for_each_sample(passes(mac), kPasses, [&](std::int64_t pass) {
    record_codes(counts, mac, before, pass);
    const std::vector<std::int32_t>& w = weights.load(pass);
    const int g = static_cast<int>(pass / passes_of_group);
    const int rest = static_cast<int>(pass % passes_of_group);
    const int i = rest / kernel;
    const int first_plane = g * machine.columns / machine.rows;
    for (std::size_t d = 0; d < w.size() / columns; ++d) {
      const int t = static_cast<int>(d);
      if (is_window) {
        look_at(first_plane, t / kWindow, t % kWindow);
      } else if (d == 0) {
        look_at(is_depthwise ? first_plane + i : i, rest % kernel / mac.kernel_w,
                rest % mac.kernel_w);
      }
      for (std::size_t c = 0; c < columns; ++c) {
        const std::size_t channel = static_cast<std::size_t>(g) * columns + c;
        if (mapping == Mapping::diagonal &&
            channel / before.rows() != static_cast<std::size_t>(first_plane + i))
          continue;
        meet(is_depthwise ? channel % before.rows() : d, w[d * columns + c]);
      }
    }
  });
}

}  // namespace isomer::coverage
