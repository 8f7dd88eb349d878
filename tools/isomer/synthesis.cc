// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/synthesis.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "isa/container/container.h"
#include "isa/container/error.h"
#include "tools/isomer/external_tool.h"
#include "tools/isomer/place_and_route.h"
#include "tools/isomer/serial_pins.h"

namespace isomer {
namespace {

void write_text(const std::filesystem::path& path, const std::string& text) {
  write_file_atomically(path, std::as_bytes(std::span(text)));
}

// Quoted for a script of yosys.
std::string quoted(const std::filesystem::path& path) { return "\"" + path.string() + "\""; }

// Everything synthesizable of the project, its packages first.
std::string read_sources(const std::string& package) {
  const std::filesystem::path rtl = ISOMER_RTL_FOLDER;
  std::vector<std::filesystem::path> files;
  for (const char* folder : {"arith", "core", "bus"}) {
    if (!std::filesystem::is_directory(rtl / folder)) {
      throw Error(
          fmt::format("{}: the RTL is not there; `isomer` looks for it where it was built "
                      "from",
                      (rtl / folder).string()));
    }
    for (const auto& entry : std::filesystem::directory_iterator(rtl / folder)) {
      if (entry.path().extension() == ".sv") files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  files.insert(files.begin(), {package, rtl / "generated" / "isomer_isa_pkg.sv",
                               rtl / "generated" / "isomer_word_check.sv"});
  std::string text;
  for (const std::filesystem::path& file : files) {
    text += "read_verilog -sv " + quoted(file) + "\n";
  }
  return text;
}

class Flow {
 public:
  Flow(const Machine& machine, const SynthesisOptions& options)
      : machine_(machine), options_(options) {}

  Synthesis run() {
    const auto begin = std::chrono::steady_clock::now();
    write_text(path("config_pkg.sv"), config_package(machine_));
    std::string sources = read_sources(file("config_pkg.sv"));
    std::string top = options_.top;
    if (is_ice40()) {
      sources += "read_verilog -sv " + wrap(sources) + "\n";
      top = "isomer_pins";
    }
    yosys("synth", sources + command(top) + "tee -q -o " + file("stat.txt") + " stat\n");

    Synthesis result;
    result.modules = parse_statistics(read_text(path("stat.txt")), top, path("stat.txt").string());
    result.cells = sum(result.modules);
    result.resources = resources_of(result.cells);
    if (is_ice40()) result.fit = place_and_route(options_);
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin;
    result.seconds = rounded(elapsed.count(), 1);
    return result;
  }

 private:
  bool is_ice40() const { return options_.target == SynthesisTarget::ice40; }

  // Names within the folder, where the tools run; yosys takes no blanks in some of them.
  std::string file(const std::string& ending) const { return options_.name + "." + ending; }
  std::filesystem::path path(const std::string& ending) const {
    return options_.folder / file(ending);
  }

  // The file of the module around the machine's top.
  std::string wrap(const std::string& sources) const {
    yosys("ports", sources + fmt::format("hierarchy -top {0}\ntee -q -o {1} portlist {0}\n",
                                         options_.top, file("ports.txt")));
    write_text(path("pins.sv"),
               serial_pins(read_text(path("ports.txt")), path("ports.txt").string()));
    return file("pins.sv");
  }

  std::string command(const std::string& top) const {
    if (is_ice40()) {
      const bool has_dsp = options_.uses_dsp && options_.device == "up5k";
      return (has_dsp ? "" : multiplier_rows(top)) +
             fmt::format("synth_ice40 -abc2 -top {}{}{} -device {} -json {}\n", top,
                         options_.keeps_hierarchy ? " -noflatten" : "", has_dsp ? " -dsp" : "",
                         options_.device == "up5k" ? "u" : "hx", file("json"));
    }
    return fmt::format("synth_xilinx -family xc7 -noiopad -noclkbuf -top {}{}{}\n", top,
                       options_.keeps_hierarchy ? "" : " -flatten",
                       options_.uses_dsp ? "" : " -nodsp");
  }

  // Products as rows of LUTs and carry chains, after their operands have lost the bits that the
  // machine around them never sets.
  std::string multiplier_rows(const std::string& top) const {
    const std::filesystem::path map =
        std::filesystem::path(ISOMER_RTL_FOLDER) / "ice40" / "isomer_multiply_map.v";
    const char* narrow =
        options_.keeps_hierarchy ? "" : "flatten\nopt_expr\nopt_clean\nwreduce\nopt_clean\n";
    return fmt::format("hierarchy -top {}\nproc\n{}techmap -map {}\n", top, narrow, quoted(map));
  }

  void yosys(const std::string& step, const std::string& script) const {
    const std::string log = step + ".log";
    write_text(path(step + ".ys"), script);
    if (run_tool(kYosys, {"-s", file(step + ".ys")}, options_.folder, file(log), options_.name) ==
        0)
      return;
    throw Error(fmt::format("yosys failed: {}; see {}", complaint_in(read_text(path(log))),
                            path(log).string()));
  }

  const Machine& machine_;
  const SynthesisOptions& options_;
};

}  // namespace

Synthesis synthesize(const Machine& machine, const SynthesisOptions& options) {
  return Flow(machine, options).run();
}

}  // namespace isomer
