// SPDX-License-Identifier: Apache-2.0

#include <fmt/core.h>

#include "isa/container/output_file.h"
#include "tools/isomer/child.h"
#include "tools/isomer/command.h"
#include "tools/isomer/model_check.h"
#include "tools/isomer/options.h"
#include "tools/isomer/test_images.h"

namespace isomer {
namespace {

constexpr char kAbout[] =
    "Compares every tensor of every image between a device and the training graph that made "
    "MODEL\n"
    "(a network of `isomer network`: its integers executed directly),\n"
    "and stops at the first value that differs (exit code 1). The device runs in processes of its\n"
    "own, which read only the compiled program and the images. The RTL runs in lockstep with the\n"
    "functional model: each instruction's writes are compared when it retires.";

void write_images(const std::string& path, const Network& network,
                  const std::vector<Values>& images) {
  if (path.empty()) return;
  OutputFile file(path);
  const TensorInfo& input = network.input();
  write_image_header(file.stream(), {"", input.channels, input.height, input.width}, path);
  for (const Values& image : images) write_image(file.stream(), image, path);
  file.commit();
}

}  // namespace

int verify_command(const Arguments& arguments) {
  std::string model;
  std::string data;
  std::string input_copy;
  std::string reproducer;
  std::string json;
  std::string csv;
  std::int64_t images = 100;
  ModelCheckRequest request;
  request.executable = this_executable();
  Options options("verify", kAbout,
                  {"isomer verify glyphs.isonet --images 1000",
                   "isomer verify glyphs.isonet --device rtl --machine tiny --images 20 --jobs 2",
                   "isomer verify lenet5.isonet --data ~/mnist --images 10000 --json result.json"});
  options.operand("MODEL", &model);
  options.value("machine,m", &request.machine, "NAME|FILE", "stock machine or TOML file");
  options.value("batch,b", &request.batch, "N",
                "images of one run; fully connected layers at the end work on all at once");
  options.value("images,n", &images, "N", "the first N test images");
  options.optional("data", &data, "FOLDER|random",
                   "the folder of the model's data set (drawn digits and networks with random "
                   "integers need none), or random images");
  options.value("jobs,j", &request.jobs, "N", "device processes at a time");
  options.optional("reproducer", &reproducer, "FILE",
                   "where to keep a lockstep difference for `isomer replay`; MODEL's name with "
                   ".isorepro if absent");
  options.optional("write-images", &input_copy, "FILE",
                   "also write the images, for `isomer run --input`");
  options.optional("json", &json, "FILE", "write the result as JSON");
  options.optional("csv", &csv, "FILE", "write the result as CSV");
  add_device_options(options, &request.device);
  if (!options.parse(arguments)) return kSuccess;
  validate(request.device);
  check_range("--images", images, 1, 1 << 30);
  check_range("--batch", request.batch, 1, 1024);
  check_range("--jobs", request.jobs, 1, 256);
  if (input_copy == "-") {
    throw UsageError("verify: --write-images takes a file: standard output is for the result");
  }
  request.reproducer = reproducer;
  if (reproducer.empty()) request.reproducer = unused_path(model, ".isorepro");

  const Network network = load_network(model);
  check_outputs({request.reproducer, input_copy, json, csv}, {model, request.machine});
  const std::vector<Values> inputs = test_images(network, data, images);
  write_images(input_copy, network, inputs);

  request.images = std::ssize(inputs);
  const Expectation expectation = is_random(network)
                                      ? runner_expectation(network, inputs)
                                      : training_expectation(network, inputs, request.jobs);
  const ModelCheckResult result = check_model(network, expectation, request);
  Report report;
  report["model"] = model;
  report["device"] = request.device.kind;
  report.update(to_report(result));
  fmt::print("{}\nvalues that differ: {}\n", to_text(report), result.comparison.differing);
  save_json(report, json);
  save_csv(report, csv);
  if (result.lockstep) fmt::print("run it again: isomer replay {}\n", request.reproducer.string());
  return result.is_equal() ? kSuccess : kFailure;
}

}  // namespace isomer
