// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/coverage_pages.h"

#include <fmt/format.h>

#include <map>
#include <string_view>

namespace isomer {
namespace {

constexpr char kStyle[] =
    "body{font:15px/1.5 system-ui,sans-serif;max-width:75em;margin:2em auto;padding:0 1em;"
    "color:#222}table{border-collapse:collapse;width:100%}th,td{padding:.2em .8em;"
    "border-bottom:1px solid #ddd;text-align:right;vertical-align:top}th:first-child,"
    "td:first-child,td.l,th.l{text-align:left}details{text-align:left}ul{margin:.3em 0}"
    ".full{background:#e6f4e6}.part{background:#fdf3dc}";

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '&')
      result += "&amp;";
    else if (c == '<')
      result += "&lt;";
    else if (c == '>')
      result += "&gt;";
    else
      result += c;
  }
  return result;
}

std::string csv_text(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) result += c == '"' ? std::string("\"\"") : std::string(1, c);
  return result + "\"";
}

// "3-5, 9" of 3 4 5 9.
std::string ranges(const std::vector<int>& lines) {
  std::string text;
  for (std::size_t i = 0; i < lines.size();) {
    std::size_t end = i;
    while (end + 1 < lines.size() && lines[end + 1] == lines[end] + 1) ++end;
    text += text.empty() ? "" : ", ";
    text += end == i ? std::to_string(lines[i]) : fmt::format("{}-{}", lines[i], lines[end]);
    i = end + 1;
  }
  return text;
}

// "97.5"; "-" of nothing.
std::string percent(int hit, int all) {
  return all == 0 ? "-" : fmt::format("{:.1f}", 100.0 * hit / all);
}
std::string percent(const CoverageCount& count) { return percent(count.hit, count.reachable); }

RtlFileCoverage total_of(const std::vector<RtlFileCoverage>& files) {
  RtlFileCoverage total{.file = "all", .missing = {}, .constant = {}};
  for (const RtlFileCoverage& file : files) {
    total.lines += file.lines;
    total.lines_hit += file.lines_hit;
    total.toggles += file.toggles;
    total.toggles_hit += file.toggles_hit;
  }
  return total;
}

std::string rtl_text(const RtlCoverage& rtl, bool with_holes) {
  std::string text = fmt::format("\n{:<44}{:>7}{:>7}{:>8}{:>9}{:>8}  lines not run\n", "RTL",
                                 "lines", "run", "%", "toggles", "%");
  std::vector<RtlFileCoverage> files = rtl.files();
  files.push_back(total_of(files));
  for (const RtlFileCoverage& file : files) {
    const std::size_t folder = file.file.rfind("rtl/");
    const std::string name = folder == std::string::npos ? file.file : file.file.substr(folder);
    text += fmt::format("{:<44}{:>7}{:>7}{:>8}{:>9}{:>8}  {}\n", name, file.lines, file.lines_hit,
                        percent(file.lines_hit, file.lines), file.toggles,
                        percent(file.toggles_hit, file.toggles), ranges(file.missing));
    if (!with_holes) continue;
    for (const std::string& bit : file.constant)
      text += fmt::format("  never changed: {}:{}\n", name, bit);
  }
  return text;
}

// The reasons of a group, each with the number of bins that it is given for.
std::map<std::string, int> reasons_of(const CoverageGroup& group) {
  std::map<std::string, int> reasons;
  for (const std::string& reason : group.unreachable)
    if (!reason.empty()) ++reasons[reason];
  return reasons;
}

std::string group_row(const Coverage& coverage, const CoverageGroup& group) {
  const CoverageCount count = count_group(coverage, group);
  std::string holes;
  for (std::size_t i = 0; i < group.bins(); ++i)
    if (group.unreachable[i].empty() && coverage.counts()[group.first + i] == 0)
      holes += fmt::format("<li>{}</li>", escaped(group.bin_name(i)));
  std::string reasons;
  for (const auto& [reason, bins] : reasons_of(group))
    reasons += fmt::format("<li>{} bins: {}</li>", bins, escaped(reason));
  std::string more;
  if (!holes.empty())
    more += fmt::format("<details><summary>{} holes</summary><ul>{}</ul></details>",
                        count.reachable - count.hit, holes);
  if (!reasons.empty())
    more += fmt::format("<details><summary>{} unreachable</summary><ul>{}</ul></details>",
                        count.unreachable, reasons);
  return fmt::format(
      "<tr class=\"{}\"><td title=\"{}\">{}</td><td>{}</td><td>{}</td><td>{} %</td>"
      "<td class=\"l\">{}</td></tr>\n",
      count.hit == count.reachable ? "full" : "part", escaped(group.meaning), escaped(group.name),
      count.hit, count.reachable, percent(count), more);
}

std::string rtl_html(const RtlCoverage& rtl) {
  std::string html =
      "<h2>RTL</h2>\n<table><tr><th>file</th><th>lines</th><th>run</th><th>share</th>"
      "<th>toggles</th><th>share</th><th class=\"l\">lines not run</th></tr>\n";
  std::vector<RtlFileCoverage> files = rtl.files();
  files.push_back(total_of(files));
  for (const RtlFileCoverage& file : files)
    html += fmt::format(
        "<tr><td>{}</td><td>{}</td><td>{}</td><td>{} %</td><td>{}</td><td>{} %</td>"
        "<td class=\"l\">{}</td></tr>\n",
        escaped(file.file.substr(file.file.rfind('/') + 1)), file.lines, file.lines_hit,
        percent(file.lines_hit, file.lines), file.toggles, percent(file.toggles_hit, file.toggles),
        ranges(file.missing));
  return html + "</table>\n";
}

}  // namespace

CoverageCount count_group(const Coverage& coverage, const CoverageGroup& group) {
  CoverageCount count;
  for (std::size_t i = 0; i < group.bins(); ++i) {
    if (!group.unreachable[i].empty()) {
      ++count.unreachable;
      continue;
    }
    ++count.reachable;
    if (coverage.counts()[group.first + i] != 0) ++count.hit;
  }
  return count;
}

CoverageCount count_all(std::span<const Coverage> machines) {
  CoverageCount all;
  for (const Coverage& machine : machines) {
    for (const CoverageGroup& group : machine.plan().groups) {
      const CoverageCount count = count_group(machine, group);
      all.hit += count.hit;
      all.reachable += count.reachable;
      all.unreachable += count.unreachable;
    }
  }
  return all;
}

CoverageCount count_lines(const RtlCoverage& rtl) {
  const RtlFileCoverage total = total_of(rtl.files());
  return {.hit = total.lines_hit, .reachable = total.lines};
}

std::string coverage_text(std::span<const Coverage> machines, const RtlCoverage& rtl,
                          bool with_holes) {
  std::string text;
  for (const Coverage& one : machines) {
    text += fmt::format("{}{}: {} programs, {} instructions\n", text.empty() ? "" : "\n",
                        one.machine().name, one.programs(), one.instructions());
    text += fmt::format("{:<24}{:>7}{:>11}{:>8}{:>13}\n", "group", "hit", "reachable", "%",
                        "unreachable");
    const auto row = [&text](const std::string& name, const CoverageCount& count) {
      text += fmt::format("{:<24}{:>7}{:>11}{:>8}{:>13}\n", name, count.hit, count.reachable,
                          percent(count), count.unreachable);
    };
    for (const CoverageGroup& group : one.plan().groups) row(group.name, count_group(one, group));
    row("all", count_all({&one, 1}));
    if (!with_holes) continue;
    for (const std::string& hole : one.holes()) text += fmt::format("hole: {}\n", hole);
    for (const CoverageGroup& group : one.plan().groups)
      for (const auto& [reason, bins] : reasons_of(group))
        text += fmt::format("unreachable: {}, {} bins: {}\n", group.name, bins, reason);
  }
  if (!rtl.is_empty()) text += rtl_text(rtl, with_holes);
  return text;
}

std::string coverage_csv(std::span<const Coverage> machines) {
  std::string text = "machine,group,bin,count,unreachable\n";
  for (const Coverage& one : machines)
    for (const CoverageGroup& group : one.plan().groups)
      for (std::size_t i = 0; i < group.bins(); ++i)
        text += fmt::format("{},{},{},{},{}\n", one.machine().name, csv_text(group.name),
                            csv_text(group.bin_name(i)), one.counts()[group.first + i],
                            csv_text(group.unreachable[i]));
  return text;
}

std::string coverage_html(std::span<const Coverage> machines, const RtlCoverage& rtl) {
  std::string html = fmt::format(
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<title>Isomer coverage</title><style>{}</style></head><body>\n<h1>Coverage</h1>\n",
      kStyle);
  for (const Coverage& one : machines) {
    const CoverageCount all = count_all({&one, 1});
    html += fmt::format(
        "<h2>{}</h2>\n<p>{} of {} reachable bins ({} %) in {} programs, {} instructions.</p>\n"
        "<table><tr><th>group</th><th>hit</th><th>reachable</th><th>share</th><th></th></tr>\n",
        escaped(one.machine().name), all.hit, all.reachable, percent(all), one.programs(),
        one.instructions());
    for (const CoverageGroup& group : one.plan().groups) html += group_row(one, group);
    html += "</table>\n";
  }
  if (!rtl.is_empty()) html += rtl_html(rtl);
  return html + "</body></html>\n";
}

}  // namespace isomer
