// SPDX-License-Identifier: Apache-2.0

#include <fmt/core.h>

#include "isa/compiler/compiler.h"
#include "isa/container/container.h"
#include "isa/network/macs.h"
#include "isa/zoo/random_network.h"
#include "tools/isomer/command.h"
#include "tools/isomer/devices.h"
#include "tools/isomer/layer_profile.h"
#include "tools/isomer/options.h"
#include "tools/isomer/report.h"

namespace isomer {
namespace {

constexpr char kAbout[] =
    "Runs a program once on a device with time and shows where its cycles went, layer by layer. A\n"
    "network is compiled first, as for deployment. The input is random, from --seed: time does "
    "not\n"
    "depend on values.\n\n"
    "A layer owns the cycles of its instructions in the MAC queue, each from the retirement "
    "before\n"
    "it in that queue to its own. They sum to the whole, and split into busy, empty (waits for\n"
    "fetch), token (for another queue), lock (for a memory port) and push (to give a token). A\n"
    "layer without MAC instructions owns none: what waits for it has token cycles. array: cycles\n"
    "in which the array met a pixel; post, load, store: busy cycles of those units for the layer.";

struct Subject {
  Program program;
  std::vector<std::uint64_t> macs;  // per layer, of all images; empty when not known
};

std::vector<std::uint64_t> macs_of_layers(const Network& network, int batch) {
  std::vector<std::uint64_t> macs;
  for (const Layer& layer : network.layers)
    macs.push_back(count_macs(network, layer) * static_cast<std::uint64_t>(batch));
  return macs;
}

bool is_network(const std::string& path) {
  const std::vector<std::byte> bytes = read_file(path);
  constexpr std::string_view kMagic = "ISOMNET1";
  return bytes.size() >= kMagic.size() &&
         std::equal(kMagic.begin(), kMagic.end(), bytes.begin(),
                    [](char a, std::byte b) { return static_cast<std::byte>(a) == b; });
}

Subject load_subject(const std::string& path, const std::string& machine, int batch) {
  if (!is_network(path)) {
    if (batch != 1) throw UsageError("profile: a program has its batch; leave out --batch");
    return {load_program(path), {}};
  }
  const Network network = load_network(path);
  const CompileOptions options{.keep_tensors = false, .batch = batch};
  return {compile(network, find_machine(machine.empty() ? "base" : machine), options),
          macs_of_layers(network, batch)};
}

// Random integers of the input's format for every image of the batch.
void fill_input(const Program& program, ObservableDevice& device, std::uint64_t seed) {
  if (program.input < 0) return;
  const std::string& name = program.tensors[static_cast<std::size_t>(program.input)].name;
  for (const TensorEntry& tensor : program.tensors) {
    if (tensor.name != name) continue;
    const TensorInfo info = {name, tensor.channels, tensor.height, tensor.width, tensor.format};
    const std::vector<std::int32_t> values =
        random_image(info, seed + static_cast<std::uint64_t>(tensor.image));
    write_tensor(tensor, device.machine().rows, device.machine().element_bytes(), values,
                 device.segment(tensor.segment));
  }
}

}  // namespace

int profile_command(const Arguments& arguments) {
  std::string path;
  std::string machine_name;
  std::string json;
  std::string csv;
  int batch = 1;
  DeviceChoice device_choice;
  device_choice.kind = "cycle";
  Options options("profile", kAbout,
                  {"isomer profile resnet20.isonet",
                   "isomer profile vgg.isonet --batch 8 --memory slow --csv vgg.csv",
                   "isomer profile lenet5.isoprog --device rtl --json lenet5.json"});
  options.operand("PROGRAM|NETWORK", &path);
  options.optional("machine,m", &machine_name, "NAME|FILE",
                   "the machine: base for a network, the program's own for a program");
  options.value("batch,b", &batch, "N", "images of one run, for a network");
  options.optional("csv", &csv, "FILE", "write the table of layers as CSV");
  options.optional("json", &json, "FILE", "write everything as JSON");
  add_device_options(options, &device_choice, "cycle or rtl");
  if (!options.parse(arguments)) return kSuccess;
  if (device_choice.kind == "functional")
    throw UsageError("profile needs a device with time: --device cycle or rtl");
  choice("--device", device_choice.kind, {"cycle", "rtl"});
  validate(device_choice);
  check_range("--batch", batch, 1, 1024);

  const Subject subject = load_subject(path, machine_name, batch);
  const Program& program = subject.program;
  const Machine machine = machine_of(program, machine_name);
  check_outputs({json, csv}, {path, machine_name});
  const auto device = make_observable_device(machine, device_choice);
  device->load(program);
  fill_input(program, *device, device_choice.seed);
  LayerProfile profile(program, machine, subject.macs);
  const Outcome outcome = device->run([&](const Retirement& retirement) {
    profile.add(retirement);
    return true;
  });
  if (outcome.status != Status::done) {
    throw Error(fmt::format("{}: the device ended with status {}, not done: `isomer run` tells why",
                            path, to_string(outcome.status)));
  }

  Report report = {{"program", program.name},
                   {"machine", machine.name},
                   {"device", device->kind()},
                   {"memory", device_choice.memory},
                   {"images", program.batch}};
  report.update(profile.summary(outcome.counters));
  report["layers"] = profile.layers(outcome.counters);
  report["queues"] = LayerProfile::queues(outcome.counters);
  fmt::print("{}", to_text(report));
  save_json(report, json);
  save_csv(report["layers"], csv);
  return kSuccess;
}

}  // namespace isomer
