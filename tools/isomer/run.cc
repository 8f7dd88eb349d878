// SPDX-License-Identifier: Apache-2.0

#include <fmt/core.h>

#include <chrono>
#include <cstring>
#include <memory>
#include <optional>

#include "isa/container/output_file.h"
#include "tools/isomer/command.h"
#include "tools/isomer/devices.h"
#include "tools/isomer/options.h"
#include "tools/isomer/progress.h"
#include "tools/isomer/run_images.h"
#include "tools/isomer/run_lockstep.h"
#include "tools/isomer/run_summary.h"
#include "tools/isomer/test_images.h"
#include "tools/isomer/trace.h"
#include "tools/isomer/trace_waveform.h"

namespace isomer {
namespace {

constexpr char kAbout[] =
    "Runs a program on a device, once for each image of the input stream, or for each batch if it\n"
    "was compiled for one (once, if the program has no input), and writes all tensors that the\n"
    "program leaves in device memory. Reads the program file and the images, nothing else.\n\n"
    "Streams are little-endian 32-bit integers. Images: \"ISOIMG01\", channels, height, width,\n"
    "then per image the integers [channel][row][column], until the stream ends. Tensors:\n"
    "\"ISOTEN01\", their number, per tensor name length, name, channels, height, width; then per\n"
    "image its cycles (64 bits) and the integers of every tensor.";

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

File open_input(const std::string& path) {
  if (path == "-") return {stdin, [](std::FILE*) { return 0; }};
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) throw Error(fmt::format("{}: {}", path, std::strerror(errno)));
  return {file, std::fclose};
}

// How many images a file of such images holds.
std::int64_t images_in(const std::string& path, const StreamTensor& shape) {
  std::error_code failure;  // a named pipe has no size
  const auto bytes = std::filesystem::file_size(path, failure);
  return failure ? 0 : static_cast<std::int64_t>(bytes / sizeof(std::int32_t) / shape.elements());
}

// All images of the stream through the runner, a batch of the program at a time, their tensors to
// `dump` unless that is null.
RunSummary run_all(ImageRunner& runner, const std::string& device_name, const std::string& input,
                   std::FILE* dump) {
  RunSummary summary;
  std::vector<Values> waiting;
  const auto run_waiting = [&] {
    if (waiting.empty()) return;
    const auto results = runner.run(waiting);
    for (const ImageResult& result : results)
      if (dump != nullptr) write_result(dump, result, "--dump");
    summary.add(runner.last().counters, waiting.size());
    waiting.clear();
  };
  const auto run_one = [&](const Values& image) {
    waiting.push_back(image);
    if (std::ssize(waiting) == runner.batch()) run_waiting();
  };
  if (dump != nullptr) write_tensor_header(dump, runner.tensors(), "--dump");
  if (!runner.has_input()) {
    run_one({});
    run_waiting();
    return summary;
  }
  if (const auto count = random_count(input)) {
    Progress progress(device_name, "images", *count);
    for (std::int64_t i = 0; i < *count; ++i) {
      run_one(random_values(runner.input_info(), i));
      progress.advance();
    }
    run_waiting();
    return summary;
  }
  const File file = open_input(input);
  const StreamTensor shape = read_image_header(file.get(), input);
  const StreamTensor want = runner.input();
  if (shape != want) {
    throw Error(fmt::format("{}: images of {}x{}x{}, but the program takes {}x{}x{}", input,
                            shape.channels, shape.height, shape.width, want.channels, want.height,
                            want.width));
  }
  std::optional<Progress> progress;  // whoever feeds a pipe knows how far it is
  if (input != "-") progress.emplace(device_name, "images", images_in(input, shape));
  Values image;
  while (read_image(file.get(), shape, &image, input)) {
    run_one(image);
    if (progress) progress->advance();
  }
  run_waiting();
  return summary;
}

}  // namespace

int run_command(const Arguments& arguments) {
  std::string path;
  std::string input;
  std::string dump;
  std::string machine_name;
  std::string json;
  std::string csv;
  bool in_lockstep = false;
  bool is_quiet = false;
  std::string reproducer;
  std::string instruction_trace;
  std::vector<std::string> waveform;
  DeviceChoice choice;
  Options options("run", kAbout,
                  {"isomer run lenet5.isoprog --input images.bin",
                   "isomer run resnet20.isoprog --device cycle --input random:3",
                   "isomer run lenet5.isoprog --device rtl --input - --dump - <images >tensors",
                   "isomer run lenet5.isoprog --device rtl --memory stress --seed 3 --input "
                   "images.bin --csv cycles.csv",
                   "isomer run lenet5.isoprog --device cycle --input random:1 --instruction-trace "
                   "lenet5.json",
                   "isomer run lenet5.isoprog --device rtl --input random:1 --trace "
                   "window=1000:2000 lenet5.fst"});
  options.operand("PROGRAM", &path);
  options.optional("input,i", &input, "FILE|-|random:N", "the stream of images, or N random ones");
  options.optional("dump,o", &dump, "FILE|-", "write the stream of tensors");
  options.optional("machine,m", &machine_name, "NAME|FILE",
                   "the machine, if it is not the stock one of that name");
  options.flag("lockstep", &in_lockstep,
               "compare each instruction with the functional model when it retires");
  options.optional("reproducer", &reproducer, "FILE",
                   "where to keep a difference of --lockstep for `isomer replay`");
  options.flag("quiet", &is_quiet, "tell a difference of --lockstep by its files only");
  options.optional("json", &json, "FILE", "write the summary, or a difference, as JSON");
  options.optional("csv", &csv, "FILE", "write the counters of each run as CSV");
  options.optional("instruction-trace", &instruction_trace, "FILE",
                   "what every queue and the bus did in the first run, for Chrome and Perfetto if "
                   "it ends in .json, else as text");
  options.list("trace", &waveform, "window=FROM:TO FILE",
               "the signals of the RTL in these cycles of the first run, as FST");
  options.value("first-image", &choice.first_image, "N",
                "number of the first image; delays depend on --seed plus the image's number");
  options.value("run-step", &choice.run_step, "N",
                "every N-th run is this one's: images between them have numbers, too");
  add_device_options(options, &choice);
  if (!options.parse(arguments)) return kSuccess;
  validate(choice);
  check_range("--first-image", choice.first_image, 0, 1 << 30);
  check_range("--run-step", choice.run_step, 1, 1 << 20);

  if (!waveform.empty()) {
    if (choice.kind != "rtl") throw UsageError("--trace shows the RTL: --device rtl");
    return run_with_waveform(arguments, waveform);
  }
  if (!instruction_trace.empty() && (in_lockstep || choice.kind == "functional"))
    throw UsageError("--instruction-trace needs --device cycle or rtl, without --lockstep");

  const Program program = load_program(path);
  const Machine machine = machine_of(program, machine_name);
  choice.batch = program.batch;
  check_outputs({dump == "-" ? "" : dump, json, csv, reproducer, instruction_trace},
                {path, input, machine_name});
  if ((program.input >= 0) == input.empty()) {
    throw UsageError(input.empty() ? "run: this program takes images: --input FILE, or - for pipes"
                                   : "run: this program takes no images; leave out --input");
  }
  InstructionTrace trace(program);
  if (!instruction_trace.empty())
    choice.bursts = [&trace](const BurstSchedule::Burst& burst) { trace.add(burst); };
  std::unique_ptr<Device> device;
  RunOnce run_once;
  if (in_lockstep) {
    auto observable = make_observable_device(machine, choice);
    observable->load(program);
    run_once = run_in_lockstep(program, *observable, choice, reproducer);
    device = std::move(observable);
  } else if (!instruction_trace.empty()) {
    auto observable = make_observable_device(machine, choice);
    observable->load(program);
    run_once = [&trace, traced = observable.get()] {
      const Outcome outcome = traced->run([&trace](const Retirement& retirement) {
        trace.add(retirement);
        return true;
      });
      trace.end_run();
      return outcome;
    };
    device = std::move(observable);
  } else {
    device = make_device(machine, choice);
    device->load(program);
    run_once = [&] { return device->run(); };
  }
  ImageRunner runner(program, *device, run_once);
  std::optional<OutputFile> file;
  if (!dump.empty() && dump != "-") file.emplace(dump);
  std::FILE* output = dump == "-" ? stdout : file ? file->stream() : nullptr;

  const auto start = std::chrono::steady_clock::now();
  RunSummary summary;
  try {
    summary = run_all(runner, choice.kind, input, output);
  } catch (const LockstepDifference& difference) {
    save_json({{"difference", difference.report}}, json);
    if (!is_quiet) throw;
    return kFailure;
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  if (file) file->commit();
  if (!instruction_trace.empty()) save_trace(trace, instruction_trace);
  const Report report = summary.report(program, machine, device->kind(), seconds.count());
  if (dump != "-") fmt::print("{}", to_text(report));
  save_json(report, json);
  save_csv(summary.rows(), csv);
  return kSuccess;
}

}  // namespace isomer
