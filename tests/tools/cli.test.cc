// SPDX-License-Identifier: Apache-2.0
//
// What people meet at the command line: help, exit codes, and sentences that say what to do.

#include <catch2/catch.hpp>

#include "isa/compiler/compiler.h"
#include "tests/isa/network/every_operation.h"
#include "tests/support/networks.h"
#include "tests/tools/command_line.h"
#include "tools/isomer/child.h"
#include "tools/isomer/command.h"
#include "tools/isomer/report.h"
#include "tools/isomer/temporary_folder.h"

namespace isomer {
namespace {

using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;
using testing::Ran;

class CommandLine {
 public:
  Ran operator()(const Arguments& arguments) const {
    return testing::run_isomer_in(folder_.path(), arguments);
  }
  std::filesystem::path path(const std::string& name) const { return folder_.path() / name; }

  // A small network and its program for `tiny`.
  void make_model() const {
    const Network network = testing::NetworkBuilder(1, 1, 6, 6)
                                .convolution(4, {3, 3, 1, 1, {}})
                                .fully_connected(10)
                                .build();
    save_network(network, path("net.isonet"));
    save_program(compile(network, find_machine("tiny")), path("net.isoprog"));
  }

 private:
  TemporaryFolder folder_;
};

TEST_CASE("Every command has a help text with examples", "[tools][cli]") {
  const CommandLine isomer;
  REQUIRE(commands().size() >= 10);
  for (const Command& command : commands()) {
    CAPTURE(command.name);
    for (const Arguments& arguments :
         {Arguments{command.name, "--help"}, Arguments{"help", command.name}}) {
      const Ran ran = isomer(arguments);
      CHECK(ran.code == kSuccess);
      CHECK_THAT(ran.text, StartsWith(std::string("usage: isomer ") + command.name));
      CHECK_THAT(ran.text, Contains("examples:\n  isomer " + std::string(command.name)));
    }
  }
  const Ran ran = isomer({"--help"});
  CHECK(ran.code == kSuccess);
  for (const Command& command : commands()) CHECK_THAT(ran.text, Contains(command.summary));
}

TEST_CASE("Mistyped words get the nearest legal one and exit code 2", "[tools][cli]") {
  const CommandLine isomer;
  struct Typo {
    Arguments arguments;
    std::string sentence;
  };
  const Typo typos[] = {
      {{}, "a command is missing"},
      {{"verfy"}, "there is no command 'verfy'; did you mean 'verify'?"},
      {{"run", "p", "--devise", "rtl"}, "there is no option '--devise'; did you mean '--device'?"},
      {{"run", "p", "--device", "rtI"}, "--device 'rtI' is unknown; did you mean 'rtl'?"},
      {{"run"}, "PROGRAM is missing; usage: isomer run PROGRAM"},
      {{"info", "a", "b"}, "too many operands"},
      {{"verify", "m", "--images"}, "'--images'"},
      {{"verify", "m", "--images", "many"}, "'--images'"},
      {{"verify", "m", "--images", "0"}, "--images 0 is outside 1.."},
      {{"verify", "m", "--image", "1"}, "did you mean '--images'?"},
      {{"train", "glyphs", "--resume"}, "--checkpoint"},
      {{"train", "glyphs", "-j", "0"}, "--threads 0 is outside 1.."},
      {{"train", "glyphs", "--seed", "-1"}, "--seed -1 is no number from 0"},
      {{"run", "p", "--seed", "-1"}, "--seed -1 is no number from 0"},
      {{"demo", "--seed", "1x"}, "--seed 1x is no number from 0"},
      {{"train", "glyphs", "--data", "."}, "glyphs are drawn, not read"},
      {{"verify", "m", "--write-images", "-"}, "--write-images takes a file"},
      {{"network"}, "NAME is missing"},
      {{"network", "vgg", "--bits", "17"}, "--bits 17 is outside 2..16"},
      {{"network", "vgg", "--weights", "tabel4"},
       "--weights 'tabel' is unknown; did you mean 'table'?"},
      {{"network", "vgg", "--weights", "int"}, "legal are int8"},
      {{"network", "vgg", "--weights", "int3"}, "--weights int3: 3 stored bits"},
      {{"network", "vgg", "--output", "-"}, "'-' is no file to write"},
      {{"info", "base", "--json", "-"}, "'-' is no file to write"},
      {{"network", "vgg", "--rounding", "half"}, "--rounding 'half' is unknown"},
  };
  for (const Typo& typo : typos) {
    const Ran ran = isomer(typo.arguments);
    CHECK(ran.code == kUsage);
    CHECK(ran.text.empty());
    CHECK_THAT(ran.complaint, StartsWith("isomer: ") && Contains(typo.sentence));
  }
  for (const Command& command : commands()) {
    const Ran ran = isomer({command.name, "--hepl"});
    CHECK(ran.code == kUsage);
    CHECK_THAT(ran.complaint, Contains("did you mean '--help'?"));
  }
}

TEST_CASE("A missing file is named, exit code 1", "[tools][cli]") {
  const CommandLine isomer;
  for (const char* command : {"run", "verify", "replay", "compile", "asm", "disasm", "info"}) {
    CAPTURE(command);
    const Ran ran = isomer({command, "nowhere.file"});
    CHECK(ran.code == kFailure);
    CHECK_THAT(ran.complaint, StartsWith("isomer: ") && Contains("nowhere.file"));
  }
  CHECK_THAT(isomer({"info", "bass"}).complaint, Contains("did you mean 'base'?"));
}

TEST_CASE("A corrupt or truncated file is refused, exit code 1", "[tools][cli]") {
  const CommandLine isomer;
  isomer.make_model();
  const std::string whole = testing::read_text(isomer.path("net.isoprog"));
  REQUIRE(whole.size() > 1000);
  const auto refused = [&](const std::string& bytes) {
    testing::write_text(isomer.path("bad.isoprog"), bytes);
    const Ran ran = isomer({"disasm", "bad.isoprog"});
    CHECK(ran.code == kFailure);
    CHECK(ran.text.empty());
    CHECK_THAT(ran.complaint, StartsWith("isomer: ") && Contains("bad.isoprog"));
  };
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{7}, std::size_t{100}, whole.size() - 1})
    refused(whole.substr(0, size));
  for (const std::size_t at :
       {std::size_t{0}, std::size_t{9}, std::size_t{40}, whole.size() / 2, whole.size() - 1}) {
    std::string bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
    refused(bytes);
  }
  CHECK(isomer({"info", "bad.isoprog"}).code == kFailure);
  CHECK(isomer({"compile", "net.isoprog"}).code == kFailure);  // a program is no network
}

TEST_CASE("A file is not overwritten unless it is named", "[tools][cli]") {
  const CommandLine isomer;
  isomer.make_model();
  const std::string before = testing::read_text(isomer.path("net.isoprog"));
  const Ran ran = isomer({"compile", "net.isonet", "--machine", "base"});
  CHECK(ran.code == kFailure);
  CHECK_THAT(ran.complaint, Contains("net.isoprog exists already") && Contains("--output"));
  CHECK(testing::read_text(isomer.path("net.isoprog")) == before);
  CHECK(isomer({"compile", "net.isonet", "--output", "net.isoprog"}).code == kSuccess);
  CHECK(testing::read_text(isomer.path("net.isoprog")) != before);
}

TEST_CASE("Assembly warns of addresses that wrap", "[tools][cli]") {
  const CommandLine isomer;
  const auto complaint = [&](int words) {
    testing::write_text(isomer.path("p.isoasm"),
                        ".program p\n.machine tiny\nsync\nload local=500 words=" +
                            std::to_string(words) + "\nhalt\n");
    const Ran ran = isomer({"asm", "p.isoasm", "--output", "p.isoprog"});
    CHECK(ran.code == kSuccess);
    return ran.complaint;
  };
  CHECK(complaint(12).empty());
  CHECK_THAT(complaint(13), StartsWith("warning: addresses of [1] load") &&
                                Contains("activations up to word 512 of 512"));
}

TEST_CASE("A file is not written onto what is read", "[tools][cli]") {
  const CommandLine isomer;
  isomer.make_model();
  testing::write_text(isomer.path("a.isoasm"), ".machine tiny\nhalt\n");
  for (const Arguments& arguments : {Arguments{"compile", "net.isonet", "-o", "./net.isonet"},
                                     Arguments{"disasm", "net.isoprog", "-o", "net.isoprog"},
                                     Arguments{"asm", "a.isoasm", "-o", "a.isoasm"},
                                     Arguments{"info", "net.isonet", "--json", "net.isonet"}}) {
    const std::string before = testing::read_text(isomer.path(arguments[1]));
    const Ran ran = isomer(arguments);
    CHECK(ran.code == kUsage);
    CHECK_THAT(ran.complaint, Contains("is both read and to be written"));
    CHECK(testing::read_text(isomer.path(arguments[1])) == before);
  }
  const Ran twice = isomer({"profile", "net.isoprog", "--csv", "new", "--json", "./new"});
  CHECK(twice.code == kUsage);
  CHECK_THAT(twice.complaint, Contains("is to be written twice"));
  CHECK_FALSE(std::filesystem::exists(isomer.path("new")));
}

TEST_CASE("Outputs that cannot be written are refused before training", "[tools][cli]") {
  const CommandLine isomer;
  for (const char* option : {"--output", "--json", "--log", "--checkpoint"}) {
    const Ran ran = isomer({"train", "glyphs", option, "absent/file"});
    CHECK(ran.code == kFailure);
    CHECK_THAT(ran.complaint, StartsWith("isomer: absent/file: cannot"));
  }
  testing::write_text(isomer.path("old.ckpt"), "hours of work");
  CHECK_THAT(isomer({"train", "glyphs", "--checkpoint", "old.ckpt"}).complaint,
             Contains("old.ckpt") && Contains("--resume"));
  CHECK(testing::read_text(isomer.path("old.ckpt")) == "hours of work");
}

TEST_CASE("The mistake is named, not what it leads to", "[tools][cli]") {
  const CommandLine isomer;
  isomer.make_model();
  CHECK_THAT(isomer({"compile", "net.isonet", "-m", "tinny"}).complaint, Contains("'tiny'"));
  CHECK_THAT(isomer({"train", "../net.csv"}).complaint, Contains("no stock recipe"));
  CHECK_THAT(isomer({"compile", "net.isoprog"}).complaint, Contains("a program, not a network"));
  testing::write_text(isomer.path("none.isoasm"), "halt\n");
  CHECK_THAT(isomer({"asm", "none.isoasm"}).complaint, Contains(".machine NAME"));
  testing::write_text(isomer.path("own.isoasm"), ".machine own 0x1\nhalt\n");
  REQUIRE(isomer({"asm", "own.isoasm"}).code == kSuccess);
  CHECK_THAT(isomer({"run", "own.isoprog"}).complaint, Contains("'own'") && Contains("--machine"));
}

TEST_CASE("A result that standard output cannot take is a failure", "[tools][cli]") {
  const CommandLine isomer;
  Child child("/bin/sh", {"-c", R"("$1" info tiny 2>&1 >/dev/full)", "sh", ISOMER_EXECUTABLE});
  char line[80] = {};
  REQUIRE(std::fgets(line, sizeof(line), child.output()) != nullptr);
  CHECK_THAT(line, Contains("standard output cannot be written"));
  CHECK(child.wait() == kFailure);
}

TEST_CASE("Assembly of a disassembled program is the program", "[tools][cli]") {
  const CommandLine isomer;
  isomer.make_model();
  REQUIRE(isomer({"disasm", "net.isoprog", "--output", "net.isoasm"}).code == kSuccess);
  CHECK(isomer({"disasm", "net.isoprog"}).text == testing::read_text(isomer.path("net.isoasm")));
  REQUIRE(isomer({"asm", "net.isoasm", "--output", "again.isoprog"}).code == kSuccess);
  CHECK(isomer({"disasm", "again.isoprog"}).text.find("halt") != std::string::npos);
  const Program first = load_program(isomer.path("net.isoprog"));
  const Program second = load_program(isomer.path("again.isoprog"));
  CHECK(encode_program(first) == encode_program(second));
}

TEST_CASE("Known networks are listed, written, described and verified", "[tools][cli]") {
  const CommandLine isomer;
  CHECK_THAT(isomer({"network", "--list"}).text,
             Contains("resnet20") && Contains("40813184") && Contains("3x224x224"));
  CHECK_THAT(isomer({"network", "lenet5-mnist", "--seed", "3", "--weights", "int4+1"}).text,
             Contains("lenet5-mnist.isonet") && Contains("416520"));
  CHECK_THAT(isomer({"info", "lenet5-mnist.isonet"}).text, Contains("integer4+1"));
  const Ran again = isomer({"network", "lenet5-mnist"});
  CHECK(again.code == kFailure);
  CHECK_THAT(again.complaint, Contains("exists already"));
  // Random images, compared with the network's integers executed directly.
  const Ran ran = isomer({"verify", "lenet5-mnist.isonet", "--images", "3"});
  CHECK(ran.code == kSuccess);
  CHECK_THAT(ran.text, Contains("values that differ: 0"));
  CHECK(isomer({"compile", "lenet5-mnist.isonet", "--output", "p.isoprog"}).code == kSuccess);
  CHECK_THAT(isomer({"run", "p.isoprog", "--input", "random:2"}).text, Contains("images"));
}

TEST_CASE("info shows every operation", "[tools][cli]") {
  const CommandLine isomer;
  save_network(every_operation_network(), isomer.path("all.isonet"));
  const std::string text = isomer({"info", "all.isonet"}).text;
  for (const char* word : {"convolution/4", "convolution/2", "average_pool", "max_pool", "add",
                           "multiply", "rescale", "concat", "lookup", "crop", "odd8", "table2",
                           "pot4", "affine s2 14 n2 12", "residual e1 0 e2 3 s3 4", "from 2,1"})
    CHECK_THAT(text, Contains(word));
}

TEST_CASE("info tells machines, networks and programs apart, also as JSON", "[tools][cli]") {
  const CommandLine isomer;
  isomer.make_model();
  CHECK_THAT(isomer({"info", "tiny"}).text, StartsWith("machine ") && Contains("accumulators"));
  CHECK_THAT(isomer({"info", "net.isonet"}).text, StartsWith("network ") && Contains("3x3"));
  const Ran ran = isomer({"info", "net.isoprog", "--json", "net.json"});
  CHECK_THAT(ran.text, StartsWith("program ") && Contains("mac") && Contains("constants"));
  const auto json = Report::parse(testing::read_text(isomer.path("net.json")));
  CHECK(json.at("machine") == "tiny");
  CHECK(json.at("instruction mix").size() > 3);
}

}  // namespace
}  // namespace isomer
