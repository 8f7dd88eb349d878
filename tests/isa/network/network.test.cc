// SPDX-License-Identifier: Apache-2.0

#include "isa/network/network.h"

#include <catch2/catch.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "isa/container/error.h"
#include "tests/isa/container/hostile.h"
#include "tests/isa/network/every_operation.h"
#include "tests/isa/network/example.h"

namespace isomer {
namespace {

using Catch::Contains;
using hostile::Bytes;
using nlohmann::json;

constexpr std::string_view kMagic = "ISOMNET1";

void read(std::span<const std::byte> bytes) { decode_network(bytes, "a.isonet"); }

template <typename Change>
Bytes with_graph(Change change, const Network& network = example_network()) {
  const Bytes good = encode_network(network);
  json graph = json::parse(hostile::section_text(good, kMagic, "graph"));
  change(graph);
  return hostile::with_section(good, kMagic, "graph", graph.dump());
}

TEST_CASE("A network comes back from its file as it was", "[network]") {
  const Network network = every_operation_network();
  const std::string path = "isomer_network_test.isonet";
  save_network(network, path);
  const Network again = load_network(path);
  std::remove(path.c_str());
  CHECK(again == network);
  CHECK(decode_network(encode_network(example_network()), "a.isonet") == example_network());
  Network other = network;
  std::get<Lookup>(other.layers[8].operation).table[5] += 3;
  CHECK_FALSE(other == network);
  CHECK_THROWS_WITH(load_network(path), Contains(path));
}

TEST_CASE("Damaged network files are refused", "[network][hostile]") {
  const Bytes good = encode_network(every_operation_network());
  REQUIRE(hostile::outcome(read, good) == "accepted");
  hostile::refuses_truncation(read, good);
  hostile::refuses_flips(read, good);
  hostile::survives_sealed_flips(read, good, 1500);
}

TEST_CASE("A graph that is missing or of another kind is refused", "[network][hostile]") {
  const Network network = every_operation_network();
  const json graph = json::parse(hostile::section_text(encode_network(network), kMagic, "graph"));
  const std::vector<json> wrong = {nullptr,
                                   true,
                                   -1,
                                   0,
                                   3.5,
                                   "x",
                                   json::array(),
                                   json::object(),
                                   2147483647,
                                   std::int64_t{1} << 40,
                                   ~std::uint64_t{0},
                                   std::numeric_limits<std::int64_t>::min()};
  int refused = 0;
  const json leaves = graph.flatten();
  for (const auto& [key, value] : leaves.items()) {
    const json::json_pointer pointer(key);
    for (const json& replacement : wrong) {
      const std::string result = hostile::outcome(
          read, with_graph([&](json& changed) { changed[pointer] = replacement; }, network));
      CAPTURE(key, replacement.dump());
      REQUIRE((result == "refused" || result == "accepted"));
      refused += result == "refused" ? 1 : 0;
    }
  }
  CHECK(refused > 500);
  for (const auto& [key, value] : graph.items()) {
    CAPTURE(key);
    CHECK(hostile::outcome(read, with_graph([&](json& changed) { changed.erase(key); }, network)) ==
          "refused");
  }
}

TEST_CASE("Counts beyond the data are refused before they are allocated", "[network][hostile]") {
  const auto refused = [](auto change) {
    return hostile::outcome(read, with_graph(change)) == "refused";
  };
  CHECK(refused([](json& g) { g["layers"][0]["weights"] = ~std::uint64_t{0}; }));
  CHECK(refused([](json& g) { g["layers"][0]["weights"] = std::uint64_t{1} << 62; }));
  CHECK(refused([](json& g) { g["layers"][0]["weights"] = 35; }));
  CHECK(refused([](json& g) { g["layers"][0]["out_channels"] = 2147483647; }));
  CHECK(refused([](json& g) { g["tensors"][0]["shape"] = {65536, 65536, 65536}; }));
  CHECK(refused([](json& g) { g["layers"][0]["kernel"] = {2147483647, 2147483647}; }));
  CHECK(refused([](json& g) { g["layers"].clear(); }));
  const Bytes good = encode_network(example_network());
  CHECK(hostile::outcome(read, hostile::with_section(good, kMagic, "data", "")) == "refused");
  const std::string data = hostile::section_text(good, kMagic, "data");
  CHECK(hostile::outcome(read, hostile::with_section(good, kMagic, "data", data + "x")) ==
        "refused");
}

}  // namespace
}  // namespace isomer
