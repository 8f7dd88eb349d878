// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/regress_pages.h"

#include <fmt/format.h>

#include "tools/isomer/regress_table.h"

namespace isomer {
namespace {

constexpr char kStyle[] =
    "body{font:15px/1.5 system-ui,sans-serif;max-width:70em;margin:2em auto;padding:0 1em;"
    "color:#222}table{border-collapse:collapse;margin:1em 0}th,td{padding:.2em .8em;"
    "border-bottom:1px solid #ddd;text-align:right}th:first-child,td:first-child,td.l,th.l"
    "{text-align:left}tr.bad td{background:#fdd}pre{background:#f5f5f5;padding:.8em;"
    "overflow:auto}.good{color:#176617}.bad{color:#a00}";

// For XML and HTML; characters that neither can show become '?'.
std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '&')
      result += "&amp;";
    else if (c == '<')
      result += "&lt;";
    else if (c == '>')
      result += "&gt;";
    else if (c == '"')
      result += "&quot;";
    else
      result += code < 0x20 && c != '\n' && c != '\t' ? '?' : c;
  }
  return result;
}

std::string name_of(const RegressFailure& failure) {
  return fmt::format("{} {} seed {}", failure.machine, failure.kind, failure.seed);
}

std::string row(const RegressCell& cell, const std::string& name) {
  return fmt::format(
      "<tr{}><td>{}</td><td>{} / {}</td><td>{}</td><td>{}</td><td>{}</td><td>{:.1f}</td>"
      "<td>{:.0f}</td></tr>\n",
      cell.failed > 0 ? " class=\"bad\"" : "", escaped(name), cell.done, cell.tests, cell.failed,
      cell.programs, cell.instructions, static_cast<double>(cell.cycles) / 1e6,
      cell.seconds > 0 ? 60 * static_cast<double>(cell.done) / cell.seconds : 0.0);
}

std::string failures_of(const RegressResults& results) {
  std::string html = "<h2>Failures</h2>\n";
  if (results.failures().empty()) return html + "<p class=\"good\">None.</p>\n";
  for (const RegressFailure& failure : results.failures())
    html += fmt::format(
        "<h3>{}: {}</h3>\n<pre>{}</pre>\n<p>{} instructions{}: <code>isomer replay {}</code></p>\n",
        escaped(name_of(failure)), escaped(failure.failure), escaped(failure.text),
        failure.instructions, failure.is_shrunk ? ", shrunk" : "", escaped(failure.file));
  return html;
}

std::string coverage_of(std::span<const Coverage> coverage) {
  std::string html =
      "<h2>Functional coverage</h2>\n<table><tr><th>machine</th><th>hit</th><th>reachable</th>"
      "<th>share</th></tr>\n";
  for (const Coverage& one : coverage)
    html += fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td><td>{:.1f} %</td></tr>\n",
                        escaped(one.machine().name), one.bins_hit(), one.bins_reachable(),
                        100.0 * one.bins_hit() / one.bins_reachable());
  html += "</table>\n";
  for (const Coverage& one : coverage) {
    const std::vector<std::string> holes = one.holes();
    if (holes.empty()) continue;
    html += fmt::format("<details><summary>{} holes of {}</summary><pre>", holes.size(),
                        escaped(one.machine().name));
    for (const std::string& hole : holes) html += escaped(hole) + "\n";
    html += "</pre></details>\n";
  }
  return html;
}

}  // namespace

std::string to_junit(const RegressResults& results) {
  const RegressCell total = results.total();
  std::string xml = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites name=\"isomer regress\" tests=\"{}\" failures=\"{}\" time=\"{:.3f}\">\n",
      total.done, total.failed, total.seconds);
  for (const RegressCell& cell : results.cells()) {
    const std::string name = escaped(cell.machine + "." + cell.kind);
    xml += fmt::format(
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" time=\"{:.3f}\">\n"
        "    <testcase classname=\"{}\" name=\"{} seeds that passed\" time=\"{:.3f}\"/>\n",
        name, cell.done, cell.failed, cell.seconds, name, cell.done - cell.failed, cell.seconds);
    for (const RegressFailure& failure : results.failures())
      if (failure.machine == cell.machine && failure.kind == cell.kind)
        xml += fmt::format(
            "    <testcase classname=\"{}\" name=\"seed {}\">\n"
            "      <failure message=\"{}\">{}\nisomer replay {}</failure>\n    </testcase>\n",
            name, failure.seed, escaped(failure.failure), escaped(failure.text),
            escaped(failure.file));
    xml += "  </testsuite>\n";
  }
  return xml + "</testsuites>\n";
}

std::string to_html(const RegressResults& results, std::span<const Coverage> coverage) {
  const RegressCell total = results.total();
  std::string html = fmt::format(
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<title>Isomer regression</title><style>{}</style></head><body>\n"
      "<h1>Isomer regression</h1>\n"
      "<p class=\"{}\">{} of {} tests done, {} failed.</p>\n"
      "<p>{} programs, {:.1f} instructions retired by one on average, {:.1f} million cycles of "
      "RTL, {} of worker time. Digest {:016x}.</p>\n",
      kStyle, total.failed > 0 ? "bad" : "good", total.done, total.tests, total.failed,
      total.programs,
      static_cast<double>(total.instructions) /
          static_cast<double>(std::max<std::uint64_t>(total.programs, 1)),
      static_cast<double>(total.cycles) / 1e6, duration(total.seconds), total.digest);
  html +=
      "<table><tr><th>test</th><th>done</th><th>failed</th><th>programs</th><th>instructions</th>"
      "<th>Mcycles</th><th>tests per minute and job</th></tr>\n";
  for (const RegressCell& cell : results.cells()) html += row(cell, cell.machine + " " + cell.kind);
  html += row(total, "all") + "</table>\n" + failures_of(results) + coverage_of(coverage);
  return html + "</body></html>\n";
}

}  // namespace isomer
