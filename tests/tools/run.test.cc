// SPDX-License-Identifier: Apache-2.0
//
// `isomer run`: a process that reads a program and a stream of images and gives a stream of
// tensors.

#include <catch2/catch.hpp>
#include <cmath>
#include <memory>
#include <set>
#include <sstream>

#include "isa/compiler/compiler.h"
#include "tests/support/network_oracle.h"
#include "tests/support/networks.h"
#include "tests/tools/command_line.h"
#include "tools/isomer/report.h"
#include "tools/isomer/stream.h"
#include "tools/isomer/temporary_folder.h"

namespace isomer {
namespace {

using Catch::Matchers::Contains;
using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

struct Model {
  TemporaryFolder folder;
  Network network = testing::NetworkBuilder(3, 2, 7, 5)
                        .convolution(5, {3, 3, 1, 1, {1, 1, 1, 1}})
                        .max_pool({2, 2, 2, 2, {}})
                        .fully_connected(10, true)
                        .build();
  std::vector<Values> images;

  Model() {
    save_program(compile(network, find_machine("tiny")), folder.path() / "net.isoprog");
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
      images.push_back(testing::random_input(network, seed));
    }
  }

  void write_stream(const StreamTensor& shape) const {
    const File file(std::fopen((folder.path() / "images").c_str(), "wb"), std::fclose);
    write_image_header(file.get(), shape, "images");
    for (const Values& image : images) write_image(file.get(), image, "images");
  }
  testing::Ran run(std::vector<std::string> options) const {
    options.insert(options.begin(), {"run", "net.isoprog"});
    return testing::run_isomer_in(folder.path(), options);
  }
};

TEST_CASE("A stream of images becomes the oracle's tensors", "[tools][run]") {
  const Model model;
  model.write_stream({"", 2, 7, 5});
  const testing::Ran ran =
      model.run({"--input", "images", "--dump", "tensors", "--csv", "images.csv"});
  REQUIRE(ran.code == 0);
  CHECK_THAT(ran.text, Contains("images") && Contains("functional"));
  CHECK_THAT(testing::read_text(model.folder.path() / "images.csv"), Contains("\n4,"));

  const File file(std::fopen((model.folder.path() / "tensors").c_str(), "rb"), std::fclose);
  const std::vector<StreamTensor> tensors = read_tensor_header(file.get(), "tensors");
  REQUIRE(tensors.size() == model.network.tensors.size());
  for (const Values& image : model.images) {
    ImageResult result;
    REQUIRE(read_result(file.get(), tensors, &result, "tensors"));
    const std::vector<Values> expected = testing::oracle_tensors(model.network, image);
    for (std::size_t t = 0; t < tensors.size(); ++t) {
      REQUIRE(tensors[t].name == model.network.tensors[t].name);
      CHECK(result.tensors[t] == expected[t]);
    }
  }
  ImageResult none;
  CHECK_FALSE(read_result(file.get(), tensors, &none, "tensors"));
}

TEST_CASE("A batched program gives every image's tensors and counts runs", "[tools][run]") {
  const Model model;  // five images: a batch of three and a short one
  const auto path = model.folder.path() / "net.isoprog";
  save_program(compile(model.network, find_machine("tiny"), {.keep_tensors = true, .batch = 3}),
               path);
  model.write_stream({"", 2, 7, 5});
  const testing::Ran ran = model.run({"--input", "images", "--dump", "tensors", "--csv", "runs.csv",
                                      "--device", "cycle", "--json", "summary.json"});
  REQUIRE(ran.code == 0);
  const auto summary = Report::parse(testing::read_text(model.folder.path() / "summary.json"));
  CHECK(summary.at("images") == 5);
  CHECK(summary.at("images per run") == 3);
  CHECK(summary.at("instructions per run") == load_program(path).instructions.size() - 1);
  const double cycles = summary.at("least of a run");
  CHECK(summary.at("most of a run") == cycles);
  const double per_image = summary.at("cycles per image");  // in tenths
  CHECK(std::llround(10 * per_image) == std::llround(10 * cycles / 3));
  const Report& queues = summary.at("cycles of queues");
  REQUIRE(queues.size() == 4);
  for (const Report& queue : queues) {
    std::int64_t sum = 0;
    for (const char* state : {"busy", "empty", "token", "lock", "push"})
      sum += queue.at(state).get<std::int64_t>();
    CHECK(sum == 2 * static_cast<std::int64_t>(cycles));
  }
  CHECK_THAT(testing::read_text(model.folder.path() / "runs.csv"),
             Contains("\n0,") && Contains("\n3,") && !Contains("\n1,"));

  const File file(std::fopen((model.folder.path() / "tensors").c_str(), "rb"), std::fclose);
  const std::vector<StreamTensor> tensors = read_tensor_header(file.get(), "tensors");
  for (const Values& image : model.images) {
    ImageResult result;
    REQUIRE(read_result(file.get(), tensors, &result, "tensors"));
    const std::vector<Values> expected = testing::oracle_tensors(model.network, image);
    for (std::size_t t = 0; t < tensors.size(); ++t)
      for (std::size_t n = 0; n < model.network.tensors.size(); ++n)
        if (model.network.tensors[n].name == tensors[t].name)
          CHECK(result.tensors[t] == expected[n]);
  }
  ImageResult none;
  CHECK_FALSE(read_result(file.get(), tensors, &none, "tensors"));
}

TEST_CASE("Images that do not fit the program are refused and leave no file", "[tools][run]") {
  Model model;
  CHECK(model.run({}).code == 2);
  CHECK_THAT(model.run({}).complaint, Contains("--input"));

  model.write_stream({"", 7, 2, 5});
  testing::Ran ran = model.run({"--input", "images", "--dump", "tensors"});
  CHECK(ran.code == 1);
  CHECK_THAT(ran.complaint, Contains("images of 7x2x5, but the program takes 2x7x5"));

  model.images[3][1] = 1000;
  model.write_stream({"", 2, 7, 5});
  ran = model.run({"--input", "images", "--dump", "tensors"});
  CHECK(ran.code == 1);
  CHECK_THAT(ran.complaint, Contains("image 3: value 1000 at position 1 is outside 0..255"));
  CHECK_FALSE(std::filesystem::exists(model.folder.path() / "tensors"));
  CHECK_FALSE(std::filesystem::exists(model.folder.path() / "tensors.partial"));
}

TEST_CASE("A program for another machine is refused", "[tools][run]") {
  const Model model;
  model.write_stream({"", 2, 7, 5});
  const testing::Ran ran = model.run({"--input", "images", "--machine", "base"});
  CHECK(ran.code == 1);
  CHECK_THAT(ran.complaint, Contains("tiny") && Contains("base"));
}

TEST_CASE("A program without input runs once, and a trap names its cause", "[tools][run]") {
  const TemporaryFolder folder;
  const auto run = [&](const char* code, std::vector<std::string> options) {
    testing::write_text(folder.path() / "p.isoasm",
                        std::string(".program p\n.machine tiny\n") + code + "\n");
    const std::vector<std::string> assemble = {"asm", "p.isoasm", "--output", "p.isoprog"};
    REQUIRE(testing::run_isomer_in(folder.path(), assemble).code == 0);
    options.insert(options.begin(), {"run", "p.isoprog"});
    return testing::run_isomer_in(folder.path(), options);
  };
  for (const char* device : {"functional", "cycle", "rtl"}) {
    const testing::Ran halt = run("sync\nhalt", {"--device", device});
    CHECK(halt.code == 0);
    CHECK_THAT(halt.text, Contains("images") && Contains(device));
    const testing::Ran trap = run("sync", {"--device", device});
    CHECK(trap.code == 1);
    CHECK_THAT(trap.complaint, Contains("status trap, cause missing_halt, at instruction 1\n"));
  }
  CHECK(run("sync\nhalt", {"--device", "rtl", "--lockstep", "--memory", "jitter"}).code == 0);
  CHECK(run("sync\nhalt", {"--device", "cycle", "--lockstep", "--memory", "stress"}).code == 0);
  CHECK(run("sync\nhalt", {"--device", "cycle", "--memory", "jitter"}).code == 2);
  CHECK(run("sync\nhalt", {"--lockstep"}).code == 2);
  CHECK(run("sync\nhalt", {"--input", "images"}).code == 2);
}

TEST_CASE("Delays of a stress run change with the image, and one repeats alone", "[tools][run]") {
  Model model;
  model.images.assign(5, model.images.front());
  model.write_stream({"", 2, 7, 5});
  const auto cycles = [&](const std::vector<std::string>& more) {
    std::vector<std::string> options = {"--input", "images", "--device", "rtl",    "--memory",
                                        "stress",  "--csv",  "c.csv",    "--quiet"};
    options.insert(options.end(), more.begin(), more.end());
    REQUIRE(model.run(options).code == 0);
    std::istringstream lines(testing::read_text(model.folder.path() / "c.csv"));
    std::vector<std::string> counts;  // the second column, below its name
    for (std::string line; std::getline(lines, line);)
      counts.push_back(line.substr(0, line.find(',', line.find(',') + 1)).substr(line.find(',')));
    REQUIRE(counts.size() == 6);
    return counts;
  };
  const std::vector<std::string> all = cycles({});
  CHECK(all[0] == ",cycles");
  CHECK(std::set<std::string>(all.begin() + 1, all.end()).size() > 2);
  CHECK(cycles({}) == all);
  CHECK(cycles({"--first-image", "3"})[1] == all[4]);
  CHECK(cycles({"--first-image", "1", "--run-step", "3"})[2] == all[5]);
  CHECK(cycles({"--seed", "4"})[1] == all[4]);
}

}  // namespace
}  // namespace isomer
