// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/density_picture.h"

#include <fmt/format.h>

#include <span>
#include <sstream>
#include <string>

#include "isa/container/container.h"
#include "isa/container/error.h"
#include "tools/isomer/external_tool.h"
#include "tools/isomer/temporary_folder.h"

namespace isomer {
namespace {

constexpr ExternalTool kGnuplot{"gnuplot", "--version", "gnuplot-nox"};

void write(const std::filesystem::path& path, const std::string& text) {
  write_file_atomically(path, std::as_bytes(std::span(text)));
}

// Column 1 of densities.csv holds the values, 2 the original's density, 3 and on the candidates'.
std::string script_of(const train::ExponentTable& table) {
  const double max = table.min + table.width * static_cast<double>(table.density.size());
  std::string text = fmt::format(
      "set terminal svg size 1200,560 dynamic background rgb 'white'\n"
      "set output 'densities.svg'\n"
      "set datafile separator ','\n"
      "set multiplot layout 2,4 title \"{0}, {1} bits\" noenhanced\n"
      "set style fill solid 0.6 noborder\n"
      "set boxwidth 0.9 relative\n"
      "set yrange [0:*]\n"
      "unset key\n"
      "set xrange [{2:.9g}:{3:.9g}]\n"
      "set xtics {2:.9g},{4:.9g},{3:.9g} format '%.2g'\n"
      "set title 'original'\n"
      "plot 'densities.csv' skip 1 using 1:2 with boxes lc rgb '#404040'\n",
      table.tensor, table.bits, table.min, max, (max - table.min) / 2);
  for (std::size_t i = 0; i < table.candidates.size(); ++i) {
    const train::ExponentCandidate& c = table.candidates[i];
    text += fmt::format(
        "set title 'exponent {}{}: MSE {:.3g}'\n"
        "plot 'densities.csv' skip 1 using 1:{} with boxes lc rgb '{}', "
        "'' skip 1 using 1:2 with lines lc rgb '#404040'\n",
        c.exponent, c.exponent == table.search ? " (chosen)" : "", c.mse, i + 3,
        c.exponent == table.search ? "#0060ad" : "#8ab6d6");
  }
  return text + "unset multiplot\n";
}

}  // namespace

void draw_densities(const train::ExponentTable& table, const std::filesystem::path& svg) {
  version_of(kGnuplot);  // a sentence when it is not there
  const TemporaryFolder folder;
  std::ostringstream csv;
  write_densities(table, csv);
  write(folder.path() / "densities.csv", csv.str());
  write(folder.path() / "densities.gp", script_of(table));
  if (run_tool(kGnuplot, {"densities.gp"}, folder.path(), "gnuplot.log", "exponents") != 0) {
    throw Error(fmt::format("{}: gnuplot failed: {}", svg.string(),
                            read_text(folder.path() / "gnuplot.log")));
  }
  write(svg, read_text(folder.path() / "densities.svg"));
}

}  // namespace isomer
