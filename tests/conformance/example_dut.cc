// SPDX-License-Identifier: Apache-2.0
//
// A device that knows the contract and nothing of the project: it reads the questions of FORMAT.md
// as text and writes its answers.
//
//   isomer vectors gen --machine tiny --questions | example_dut | isomer vectors check -
//
// --fault truncate, --fault locks and --fault relu break it, to show that the kit finds it.

#include <exception>
#include <iostream>
#include <stdexcept>

#include "tests/conformance/encoding.h"
#include "tests/conformance/execute.h"
#include "tests/conformance/program.h"

namespace dut {
namespace {

Numbers answer_arithmetic(const std::string& kind, const Numbers& o, const Config& config) {
  const auto at = [&](const char* name) { return o.at(name); };
  if (kind == "rnt") {
    const Int rounded = round_shift(at("a"), at("s"), at("rounding"));
    return {{"y", clamp(rounded, at("lo"), at("hi"))}};
  }
  if (kind == "bias_align") return {{"y", align_bias(at("b"), at("s_b"), config.accumulator_bits)}};
  if (kind == "mac_step")
    return {{"y", wrap(at("acc") + at("x") * at("w"), config.accumulator_bits)}};
  if (kind == "decoder") {
    Decoder decoder{
        at("decoder"), Int{1} << at("stored_bits"), at("offset"), {}, config.decoded_bits()};
    for (std::size_t n = 0; n < 16; ++n) decoder.table[n] = o.at("entry" + std::to_string(n));
    return {{"y", decode(decoder, at("code"))}};
  }
  if (kind == "residual_sum") {
    const Int sum = residual(at("m"), at("e1"), at("r"), at("e2"), at("s"), at("rounding"));
    return {{"y", clamp(sum, at("lo"), at("hi"))}};
  }
  if (kind == "chain") {
    Chain c;
    c.rounding = at("rounding"), c.s1 = at("s1"), c.n1 = at("n1");
    c.has_affine = at("affine") != 0;
    c.w = at("w"), c.b = at("b"), c.s_b = at("s_b"), c.s2 = at("s2"), c.n2 = at("n2");
    c.has_residual = at("add") != 0;
    c.r = at("r"), c.e1 = at("e1"), c.e2 = at("e2"), c.s3 = at("s3");
    c.lo = at("lo"), c.hi = at("hi");
    const Counted y = post_chain(at("acc"), c);
    return {{"y", y.value}, {"saturated", y.saturated ? 1 : 0}};
  }
  throw std::runtime_error("this device knows no " + kind);
}

void answer(Machine& machine, const Question& question) {
  for (const Run& run : question.in) machine.write(run);
  for (std::size_t s = 0; s < machine.bases.size(); ++s) {
    const auto base = question.operands.find("base" + std::to_string(s));
    if (base != question.operands.end()) machine.bases[s] = base->second;
  }
  Numbers results;
  if (question.kind() == "word") {
    results["trap"] = trap_cause(question.word, machine.config);
  } else if (question.kind() == "program") {
    results = run_program(machine, question.operands.at("program"),
                          question.operands.at("program_length"));
  } else if (!question.word.empty()) {
    execute(machine, decode(question.word));
    results = {{"saturations", machine.saturations}, {"high_water", machine.high_water}};
  } else {
    results = answer_arithmetic(question.kind(), question.operands, machine.config);
  }
  if (machine.config.counters == 0)
    for (const char* counter : {"retired", "saturations", "high_water"}) results.erase(counter);
  std::vector<Run> out;
  for (const Ask& ask : question.ask) out.push_back(machine.read(ask));
  write_answer(std::cout, question.name, results, out);
}

void plant(const std::string& fault) {
  if (fault == "truncate") {
    faults.truncates = true;
  } else if (fault == "locks") {
    faults.ignores_locks = true;
  } else if (fault == "relu") {
    faults.counts_relu = true;
  } else {
    throw std::runtime_error("there is no fault " + fault + "; there are truncate, locks, relu");
  }
}

void run(int argc, char** argv) {
  if (argc == 3 && std::string(argv[1]) == "--fault") {
    plant(argv[2]);
  } else if (argc != 1) {
    throw std::runtime_error("usage: example_dut [--fault NAME] <questions >answers");
  }
  std::ios::sync_with_stdio(false);
  std::cin.tie(nullptr);
  const Numbers configuration = copy_header(std::cin, std::cout);
  Machine machine{Config(configuration)};
  for (Question question; read_question(std::cin, &question);) answer(machine, question);
}

}  // namespace
}  // namespace dut

int main(int argc, char** argv) {
  try {
    dut::run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "example_dut: " << error.what() << '\n';
    return 1;
  }
  return 0;
}
