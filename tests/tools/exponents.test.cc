// SPDX-License-Identifier: Apache-2.0
//
// `isomer exponents`, on weights whose best exponent is known.

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "tests/tools/command_line.h"
#include "tools/isomer/command.h"
#include "tools/isomer/report.h"
#include "tools/isomer/temporary_folder.h"
#include "train/teacher.h"

namespace isomer {
namespace {

using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;
using testing::Ran;

class Exponents {
 public:
  Exponents() {
    train::Teacher teacher{"lenet5", {}};
    std::vector<float> exact;  // integers of 8 bits times 2^-5: nothing is lost there
    for (int d = -127; d <= 127; ++d) exact.push_back(std::ldexp(static_cast<float>(d), -5));
    std::vector<float> heavy(1000, 0.01F);  // one value that 4 bits had better clip
    for (std::size_t i = 0; i < heavy.size(); ++i) heavy[i] *= static_cast<float>(i % 7) - 3;
    heavy[0] = 0.25F;
    teacher.arrays = {{"conv1.weight", exact},
                      {"conv1.gamma", {1, 2}},
                      {"fc1.weight", heavy},
                      {"fc2.weight", {0, 0}}};
    train::save_teacher(teacher, folder_.path() / "t.isoteacher");
  }

  Ran operator()(Arguments options) const {
    options.insert(options.begin(), {"exponents", "t.isoteacher"});
    return testing::run_isomer_in(folder_.path(), options);
  }
  std::string read(const char* name) const { return testing::read_text(folder_.path() / name); }

 private:
  TemporaryFolder folder_;
};

TEST_CASE("The candidates of a layer are shown, saved and drawn", "[tools][exponents]") {
  const Exponents exponents;
  const Ran ran = exponents({"--layer", "conv1", "--csv", "c.csv", "--json", "c.json",
                             "--densities", "d.csv", "--svg", "d.svg"});
  INFO(ran.complaint);
  REQUIRE(ran.code == kSuccess);
  const Report report = Report::parse(exponents.read("c.json"));
  CHECK(report.at("exponent") == -5);
  CHECK(report.at("ceil") == -5);
  CHECK(report.at("floor") == -5);
  CHECK(report.at("smallest MSE") == true);
  CHECK(report.at("largest PCC") == true);
  REQUIRE(report.at("candidates").size() == 7);
  const Report& chosen = report.at("candidates")[3];
  CHECK(chosen.at("exponent") == -5);
  CHECK(chosen.at("chosen by") == "search, ceil, floor");
  CHECK(chosen.at("MSE") == 0);
  CHECK(chosen.at("JSS") == 1);
  CHECK(chosen.at("SQNR, dB").is_null());
  CHECK(report.at("candidates")[2].at("MSE") > 0);
  CHECK_THAT(exponents.read("c.csv"), StartsWith("tensor,bits,signed,exponent") &&
                                          Contains("conv1,8,1,-5,search+ceil+floor,0,1,1,inf"));
  CHECK_THAT(exponents.read("d.csv"), StartsWith("value,original,-2,-3,-4,-5,-6,-7,-8\n"));
  CHECK_THAT(exponents.read("d.svg"), Contains("<svg") && Contains("exponent -5 (chosen)"));
}

TEST_CASE("One line per layer that has weights", "[tools][exponents]") {
  const Exponents exponents;
  REQUIRE(exponents({"--all", "--bits", "4", "--json", "a.json", "--csv", "a.csv"}).code ==
          kSuccess);
  const Report report = Report::parse(exponents.read("a.json"));
  REQUIRE(report.at("layers").size() == 2);  // fc2 is all zero, gamma is no layer
  const Report& heavy = report.at("layers")[1];
  CHECK(heavy.at("layer") == "fc1");
  CHECK(heavy.at("weights") == 1000);
  CHECK(heavy.at("exponent") < heavy.at("floor"));
  CHECK(heavy.at("smallest MSE") == true);
  CHECK(report.at("chosen exponent has the smallest MSE") == 2);
  const std::string csv = exponents.read("a.csv");
  CHECK(std::count(csv.begin(), csv.end(), '\n') == 1 + 2 * 7);
}

TEST_CASE("What exponents cannot do is said in a sentence", "[tools][exponents]") {
  const Exponents exponents;
  CHECK_THAT(exponents({"--layer", "conv2"}).complaint, Contains("did you mean 'conv1'?"));
  CHECK_THAT(exponents({"--layer", "fc2"}).complaint, Contains("all weights are zero"));
  const Arguments misuses[] = {{},
                               {"--all", "--layer", "conv1"},
                               {"--all", "--svg", "a.svg"},
                               {"--all", "--bits", "17"},
                               {"--all", "--csv", "t.isoteacher"}};
  for (const Arguments& misuse : misuses) CHECK(exponents(misuse).code == kUsage);
}

}  // namespace
}  // namespace isomer
