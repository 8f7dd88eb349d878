// SPDX-License-Identifier: Apache-2.0
//
// What a tensor loses at each exponent around the chosen one: the paper's Table 1 and Figure 5.

#ifndef TRAIN_QUANTIZERS_DIAGNOSTICS_H_
#define TRAIN_QUANTIZERS_DIAGNOSTICS_H_

#include <cstddef>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace isomer::train {

// A tensor quantised at one exponent.
struct ExponentCandidate {
  int exponent = 0;
  double mse = 0;               // mean of (d 2^se - r)^2
  double pcc = 0;               // Pearson's correlation                                   (F22)
  double jss = 0;               // similarity of the histograms                            (F22)
  double sqnr_db = 0;           // 10 log10(sum r^2 / sum of squared errors); infinite for no error
  std::vector<double> density;  // of d 2^se, over the table's bins
};

struct ExponentTable {
  std::string tensor;
  int bits = 8;
  bool is_signed = true;
  std::size_t count = 0;  // values
  int search = 0;         // the exponents by the three rules
  int ceil = 0;
  int floor = 0;
  std::vector<ExponentCandidate> candidates;  // search + 3 (the coarsest) ... search - 3

  // Shares of the values per bin; bin i covers min + i width ... min + (i + 1) width.
  double min = 0;
  double width = 0;
  std::vector<double> density;  // of r
};

// Nothing for a tensor with no value that the format can represent. Error, naming the tensor: NaN,
// infinity, exponents that no format can store. bins >= 1.
std::optional<ExponentTable> exponent_table(std::span<const float> values, int bits, bool is_signed,
                                            std::string_view tensor, int bins = 128);

// One row per candidate, headed by the names of the columns if wanted:
//   tensor,bits,signed,exponent,chosen_by,mse,pcc,jss,sqnr_db
// `chosen_by` names the rules that choose this exponent, "search+ceil".
void write_candidates(const ExponentTable& table, bool with_header, std::ostream& csv);

// One row per bin: its centre, the density of r and that at each candidate, headed by
//   value,original,<exponent>,...
void write_densities(const ExponentTable& table, std::ostream& csv);

}  // namespace isomer::train

#endif  // TRAIN_QUANTIZERS_DIAGNOSTICS_H_
