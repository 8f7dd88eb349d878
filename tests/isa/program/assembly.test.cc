// SPDX-License-Identifier: Apache-2.0

#include "isa/program/assembly.h"

#include <catch2/catch.hpp>
#include <cstdio>
#include <fstream>

#include "isa/container/error.h"
#include "isa/random/random.h"
#include "tests/isa/program/example.h"

namespace isomer {
namespace {

using Catch::Contains;

TEST_CASE("A disassembled program assembles to the same program", "[program][assembly]") {
  const Program program = example_program();
  const std::string text = disassemble_program(program);
  CHECK(encode_program(assemble_program(text, "a.s")) == encode_program(program));
  CHECK_THAT(text, Contains(".machine tiny\n") &&
                       Contains(".source 0 \"rows 0:4\" 0  # conv1, tensor image\n"));
  CHECK_THAT(text, Contains("\n.zeros 49\n"));
  Program foreign = program;
  foreign.machine_hash = 0x123456789ABCDEF0;
  CHECK(same_code(assemble_program(disassemble_program(foreign), "a.s"), foreign));
  foreign.machine = "my machine";
  CHECK(same_code(assemble_program(disassemble_program(foreign), "a.s"), foreign));
}

TEST_CASE("Random segment data comes back", "[program][assembly]") {
  Random random(9);
  for (int n = 0; n < 100; ++n) {
    Program program = example_program();
    std::vector<std::byte>& data = program.segments[2].data;
    while (data.size() < 512 && random.between(0, 15) != 0) {  // runs of zeros and of bytes
      const bool zeros = random.between(0, 1) == 0;
      for (int k = random.between(1, 70); k > 0 && data.size() < 512; --k)
        data.push_back(static_cast<std::byte>(zeros ? 0 : random.between(0, 255)));
    }
    if (!same_code(assemble_program(disassemble_program(program), "a.s"), program)) {
      CAPTURE(n);
      REQUIRE(same_code(assemble_program(disassemble_program(program), "a.s"), program));
    }
  }
}

TEST_CASE("A program written by hand is what its text says", "[program][assembly]") {
  std::ofstream("isomer_assembly_test.bin", std::ios::binary) << "AB";
  const Program program = assemble_program(
      ".program demo\n"
      ".machine tiny              # looked up\n"
      ".segment constants 32\n"
      ".data 0102 ff\n"
      ".int8 -1 255\n"
      ".int16 -2 0x1234\n"
      ".zeros 1\n"
      ".file isomer_assembly_test.bin\n"
      ".segment output 16\n"
      ".tensor logits shape=2,1,1 segment=1 row_bytes=16 bits=8 signed=1 exponent=-4\n"
      ".output logits\n"
      "load words=2 push=mac\n"
      "halt\n",
      "dir-less.s");
  std::remove("isomer_assembly_test.bin");
  CHECK(program.name == "demo");
  CHECK(program.machine_hash == hash(find_machine("tiny")));
  std::vector<int> bytes;
  for (const std::byte byte : program.segments.at(0).data)
    bytes.push_back(std::to_integer<int>(byte));
  CHECK(bytes == std::vector<int>{1, 2, 255, 255, 255, 0xFE, 0xFF, 0x34, 0x12, 0, 'A', 'B'});
  CHECK(program.segments.at(1).bytes == 16);
  CHECK(program.tensors.at(0).format == Format{8, true, -4});
  CHECK(program.input == -1);
  CHECK(program.output == 0);
  CHECK(program.instructions.size() == 2);
}

TEST_CASE("Errors in a program's text name place, token and remedy", "[program][assembly]") {
  const auto wrong = [](const std::string& text, const std::string& place, const std::string& token,
                        const std::string& remedy) {
    CAPTURE(text);
    CHECK_THROWS_WITH(assemble_program(text, "a.s"),
                      Contains("a.s:" + place) && Contains(token) && Contains(remedy));
  };
  wrong("halt\n.machin tiny", "2:1", "'.machin'", "'.machine'");
  wrong(".machine tinny", "1:10", "'tinny'", "'tiny'");
  wrong(".machine tiny 12", "1:15", "'12'", "0x");
  wrong(".machine", "1:1", ".machine", "1 to 2 arguments");
  wrong(".segment c", "1:1", ".segment", "arguments");
  wrong(".segment c -1", "1:12", "'-1'", "0 to");
  wrong(".segment c 0x7fffffffffff", "1:12", "0x7f", "0 to 1073741824");
  wrong(".data 00", "1:7", "data", ".segment");
  wrong(".segment c 16\n.data 0", "2:7", "'0'", "pairs");
  wrong(".segment c 16\n.data 00 zz", "2:10", "'zz'", "pairs");
  wrong(".segment c 16\n.zeros 17", "2:8", "17", "0 of 16");
  wrong(".segment c 16\n.zeros 1000000000", "2:8", "1000000000", "0 of 16");
  wrong(".segment c 16\n.int8 256", "2:7", "'256'", "-128 to 255");
  wrong(".segment c 16\n.int16 65536", "2:8", "'65536'", "-32768 to 65535");
  wrong(".segment c 16\n.file absent.bin", "2:7", "absent.bin", "open");
  wrong(".segment c 17", "", "'c'", "multiple of 16");
  wrong(".tensor t shpe=1,1,1", "1:11", "'shpe'", "'shape'");
  wrong(".tensor t shape=1,1", "1:17", "shape", "3 integers");
  wrong(".tensor t shape=1,x,1", "1:19", "'x'", "1 to");
  wrong(".tensor t layout=plane", "1:18", "'plane'", "planes, packed");
  wrong(".tensor t bits=17", "1:16", "'17'", "1 to 16");
  wrong(".tensor", "1:1", ".tensor", "name");
  wrong(".tensor t", "", "'t'", "segment");  // no segment 0
  wrong(".input image", "1:8", "'image'", "before");
  wrong("mac modee=bias", "1:5", "'modee'", "'mode'");
}

}  // namespace
}  // namespace isomer
