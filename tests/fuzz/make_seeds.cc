// SPDX-License-Identifier: Apache-2.0
//
// make_seeds FOLDER: small valid files of every kind, FOLDER/TARGET/NAME, for the fuzzers to begin
// with. Files that are there are written anew.

#include <fmt/format.h>

#include <filesystem>

#include "isa/container/container.h"
#include "isa/hardware/machine.h"
#include "isa/network/network.h"
#include "isa/program/assembly.h"
#include "isa/random/program.h"
#include "isa/zoo/random_network.h"
#include "isa/zoo/zoo.h"
#include "sim/lockstep/reproducer.h"
#include "tests/fuzz/checkpoint_model.h"
#include "tests/train/data/pictures.h"
#include "train/checkpoint.h"
#include "train/cpu_model.h"
#include "train/layers/float_convolution.h"
#include "train/recipe/recipe.h"
#include "train/recipe/stock_recipes.h"

namespace isomer {
namespace {

using train::Bytes;

class Seeds {
 public:
  explicit Seeds(std::filesystem::path folder) : folder_(std::move(folder)) {}

  std::filesystem::path path(const std::string& target, const std::string& name) const {
    std::filesystem::create_directories(folder_ / target);
    return folder_ / target / name;
  }
  void write(const std::string& target, const std::string& name,
             std::span<const std::byte> bytes) const {
    write_file_atomically(path(target, name), bytes);
  }
  void write(const std::string& target, const std::string& name, const Bytes& bytes) const {
    write(target, name, std::as_bytes(std::span(bytes)));
  }
  void write(const std::string& target, const std::string& name, const std::string& text) const {
    write(target, name, std::as_bytes(std::span(text)));
  }

 private:
  std::filesystem::path folder_;
};

void write_programs(const Seeds& seeds) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    Program program = random_program(seed, find_machine("tiny"), {.instructions = 6});
    for (Segment& segment : program.segments) segment.data = {std::byte{1}, std::byte{2}};
    const std::string name = fmt::format("random{}", seed);
    seeds.write("program", name, encode_program(program));
    seeds.write("assembly", name, disassemble_program(program));
    Reproducer reproducer{.program = program, .device = "rtl", .memory = "ddr", .difference = {}};
    seeds.write("reproducer", name, encode_reproducer(reproducer));
  }
}

void write_networks(const Seeds& seeds) {
  for (const char* topology : {"lenet5", "resnet8", "mobilenetv1"}) {
    Network network = random_network(find_topology(topology, {1, 32, 32}, 10), 1);
    network.layers.resize(1);
    network.tensors.resize(2);
    seeds.write("network", topology, encode_network(network));
  }
}

void write_texts(const Seeds& seeds) {
  for (const std::string& name : stock_machines()) {
    const std::filesystem::path file =
        std::filesystem::path(ISOMER_SOURCE) / "isa/hardware/machines" / (name + ".toml");
    seeds.write("machine", name, read_file(file));
  }
  for (const std::string& name : train::stock_recipes()) {
    const std::filesystem::path file =
        std::filesystem::path(ISOMER_SOURCE) / "train/recipe" / (name + ".toml");
    seeds.write("recipe", name, read_file(file));
    seeds.write("recipe", name + ".whole", train::to_toml(train::find_recipe(name)));
  }
}

void write_data(const Seeds& seeds) {
  const Bytes images = train::idx_file(0x803, {2, 3, 3}, Bytes(18, 7));
  const Bytes labels = train::idx_file(0x801, {2}, {0, 9});
  const auto pair = [](const Bytes& first, const Bytes& second) {
    Bytes both = {static_cast<std::uint8_t>(first.size()), 0};
    both.insert(both.end(), first.begin(), first.end());
    both.insert(both.end(), second.begin(), second.end());
    return both;
  };
  seeds.write("idx", "plain", pair(images, labels));
  seeds.write("idx", "gzip", pair(train::gzip(images), train::gzip(labels)));
  const Bytes record(2 + 3 * 32 * 32, 3);
  seeds.write("cifar", "plain", record);
  seeds.write("cifar", "gzip", train::gzip(record));
}

void write_pictures(const Seeds& seeds) {
  for (const int channels : {1, 3}) {
    const train::Picture picture = train::gradient(9, 7, channels);
    seeds.write("picture", fmt::format("{}.png", channels), train::png(picture));
    seeds.write("picture", fmt::format("{}.jpg", channels), train::jpeg(picture));
    seeds.write("picture", fmt::format("{}.progressive.jpg", channels),
                train::jpeg(picture, true, 50));
  }
  seeds.write("picture", "cmyk.jpg", train::jpeg(train::gradient(8, 8, 4)));
  train::PngFile palette{.width = 4, .height = 4, .bit_depth = 2, .colour_type = 3, .interlace = 1};
  palette.palette = {0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255};
  palette.rows = Bytes(24, 0);
  seeds.write("picture", "palette.png", palette.bytes());
}

void write_training(const Seeds& seeds) {
  train::ThreadTeam team(1);
  train::Model model = fuzz::checkpoint_model(team);
  model.initialise(1);
  train::TrainingState state;
  state.recipe = fuzz::kCheckpointRecipe;
  state.instruction_set = train::float_instruction_set();
  state.cpu = train::cpu_model();
  train::save_checkpoint(state, model, seeds.path("checkpoint", "float"));
  train::Teacher teacher;
  teacher.model = "lenet5";
  teacher.arrays = {{"fc.weight", {1, 2, 3}}, {"fc.variance", {1, 4}}};
  train::save_teacher(teacher, seeds.path("teacher", "small"));
  state.teacher = teacher;
  state.position = {1, 3};
  train::save_checkpoint(state, model, seeds.path("checkpoint", "quantised"));
}

}  // namespace
}  // namespace isomer

int main(int count, char** arguments) {
  if (count != 2) {
    fmt::print(stderr, "usage: make_seeds FOLDER\n");
    return 2;
  }
  try {
    const isomer::Seeds seeds(arguments[1]);
    isomer::write_programs(seeds);
    isomer::write_networks(seeds);
    isomer::write_texts(seeds);
    isomer::write_data(seeds);
    isomer::write_pictures(seeds);
    isomer::write_training(seeds);
  } catch (const std::exception& e) {
    fmt::print(stderr, "make_seeds: {}\n", e.what());
    return 1;
  }
  return 0;
}
