// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include "isa/container/container.h"
#include "tools/isomer/command.h"
#include "tools/isomer/external_tool.h"
#include "tools/isomer/options.h"
#include "tools/isomer/synthesis.h"

namespace isomer {
namespace {

constexpr char kAbout[] =
    "Synthesizes the RTL of a machine with yosys and counts its cells: for Xilinx 7-series FPGAs,\n"
    "or for the iCE40 with nextpnr's placement and clock rate as well, the machine then behind a\n"
    "shift register for its pins. Everything goes into a folder: table, report as JSON, scripts,\n"
    "logs, netlists.\n\n"
    "A device that is nearly full does not route with every seed: nextpnr gets several "
    "attempts.\n\n"
    "--compare sets the array of multipliers beside the array of shifters (power-of-two weights\n"
    "only) at equal shape, alone and in the whole machine.";

// What is synthesized, one row of the table.
struct Job {
  std::string name;  // of its files, too
  Machine machine;
  std::string top = "isomer_top";
  bool uses_dsp = true;
};

std::vector<Job> jobs_of(const Machine& machine, bool is_array, bool uses_dsp, bool compares,
                         bool with_luts) {
  const char* array = "isomer_array";
  if (!compares) {
    return {{is_array ? "array" : "machine", machine, is_array ? array : "isomer_top", uses_dsp}};
  }
  Machine multipliers = machine;
  Machine shifters = machine;
  multipliers.multipliers = 1;
  shifters.multipliers = 0;
  // Both decode weights: without, there is no code for a power of two.
  multipliers.has_decoders = shifters.has_decoders = 1;
  std::vector<Job> jobs = {{"array, multipliers", multipliers, array, uses_dsp},
                           {"array, shifters", shifters, array, uses_dsp},
                           {"machine, multipliers", multipliers, "isomer_top", uses_dsp},
                           {"machine, shifters", shifters, "isomer_top", uses_dsp}};
  if (with_luts)
    jobs.insert(jobs.begin() + 1, {"array, multipliers of LUTs", multipliers, array, false});
  return jobs;
}

// Of a file: letters, digits and dashes.
std::string file_name(const std::string& name) {
  std::string file;
  for (const char c : name) {
    if (c == ' ') file += '-';
    if (c != ' ' && c != ',') file += c;
  }
  return file;
}

Report module_table(const Synthesis& synthesis) {
  Report rows = Report::array();
  for (const ModuleCells& module : synthesis.modules) {
    Report row = {{"module", module.module}, {"copies", module.copies}};
    row.update(to_report(resources_of(module.cells)));
    rows.push_back(row);
  }
  return rows;
}

Report row_of(const Job& job, const Synthesis& synthesis) {
  Report row = {{"what", job.name}};
  row.update(to_report(synthesis.resources));
  if (synthesis.fit) {
    row["fits"] = synthesis.fit->fits;
    row["fmax, MHz"] = synthesis.fit->fmax ? Report(*synthesis.fit->fmax) : Report();
    row["seed"] = synthesis.fit->fmax ? Report(synthesis.fit->seed) : Report();
    row["attempts"] = synthesis.fit->attempts;
  }
  row["seconds"] = synthesis.seconds;
  return row;
}

std::string upper(std::string word) {
  for (char& c : word) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return word;
}

}  // namespace

int synth_command(const Arguments& arguments) {
  std::string machine_name = "base";
  std::string target = "xilinx";
  std::string out;
  bool compares = false;
  bool is_array = false;
  bool without_dsp = false;
  bool without_luts = false;
  SynthesisOptions options;
  Options line("synth", kAbout,
               {"isomer synth --machine tiny", "isomer synth --machine nano --target ice40",
                "isomer synth --machine base --compare --no-lut-multipliers",
                "isomer synth --machine mine.toml --hierarchy"});
  line.value("machine,m", &machine_name, "NAME|FILE", "stock machine or TOML file");
  line.value("target,t", &target, "NAME", "xilinx (7-series) or ice40");
  line.value("device,d", &options.device, "NAME", "of ice40: hx8k (ct256) or up5k (sg48)");
  line.optional("out,o", &out, "DIR", "folder of the results; MACHINE-TARGET if absent");
  line.value("seed", &options.seed, "N", "of nextpnr's first attempt; the next one has the next");
  line.value("attempts", &options.attempts, "N", "of nextpnr, until one finds every route");
  line.value("attempt-seconds", &options.attempt_seconds, "N",
             "of processor time, of an attempt: then it is given up");
  line.flag("compare", &compares, "multipliers beside shifters, in one table");
  line.flag("no-lut-multipliers", &without_luts,
            "leave out of --compare the array whose multipliers are LUTs: hours for base");
  line.flag("array", &is_array, "the array with its accumulators alone");
  line.flag("hierarchy", &options.keeps_hierarchy,
            "count each module by itself, without optimisation across modules");
  line.flag("no-dsp", &without_dsp, "multipliers of LUTs");
  if (!line.parse(arguments)) return kSuccess;
  choice("--target", target, {"xilinx", "ice40"});
  choice("--device", options.device, {"hx8k", "up5k"});
  check_range("--seed", static_cast<std::int64_t>(options.seed), 1, 1'000'000);
  check_range("--attempts", static_cast<std::int64_t>(options.attempts), 1, 1000);
  check_range("--attempt-seconds", static_cast<std::int64_t>(options.attempt_seconds), 1, 86'400);
  options.target = target == "ice40" ? SynthesisTarget::ice40 : SynthesisTarget::xilinx;
  const Machine machine = find_machine(machine_name);
  Report report = {
      {"machine", machine.name},
      {"array", fmt::format("{} x {}", machine.rows, machine.columns)},
      {"target", options.target == SynthesisTarget::ice40 ? "iCE40 " + upper(options.device)
                                                          : "Xilinx 7-series"}};
  report["yosys"] = version_of(kYosys);
  if (options.target == SynthesisTarget::ice40) report["nextpnr"] = version_of(kNextpnrIce40);

  options.folder = out.empty() ? machine.name + "-" + target : out;
  std::error_code failure;
  std::filesystem::create_directories(options.folder, failure);
  if (failure) {
    throw Error(fmt::format("--out {}: {}", options.folder.string(), failure.message()));
  }
  for (const Job& job : jobs_of(machine, is_array, !without_dsp, compares, !without_luts)) {
    options.name = file_name(job.name);
    options.top = job.top;
    options.uses_dsp = job.uses_dsp;
    const Synthesis synthesis = synthesize(job.machine, options);
    report["resources"].push_back(row_of(job, synthesis));
    report["cells of " + job.name] = synthesis.cells;
    if (options.keeps_hierarchy) report["modules of " + job.name] = module_table(synthesis);
    if (synthesis.fit) report["utilisation of " + job.name] = synthesis.fit->utilisation;
  }
  const std::string text = to_text(report);
  fmt::print("{}", text);
  write_file_atomically(options.folder / "table.txt", std::as_bytes(std::span(text)));
  save_json(report, options.folder / "report.json");
  return kSuccess;
}

}  // namespace isomer
