// SPDX-License-Identifier: Apache-2.0
//
// c' = f c + i g,   h' = o tanh(c')   with   i, f, o = sigmoid(W (x, h) + b),   g = tanh(W (x, h) +
// b), h and c zero before the first step, which therefore needs no f and the weights of x only.

#include <fmt/format.h>

#include "isa/zoo/topology_builder.h"
#include "isa/zoo/zoo.h"

namespace isomer {
namespace {

constexpr int kGateRange = 2;  // where sigmoid and tanh bend: values up to 4
constexpr int kCellRange = 2;

class Cell {
 public:
  Cell(TopologyBuilder& b, int hidden) : b_(b), hidden_(hidden) {}

  void step(int number) {
    prefix_ = fmt::format("step{}.", number + 1);
    const bool is_first = number == 0;
    int x = b_.add({.name = prefix_ + "x",
                    .kind = Node::Kind::crop,
                    .inputs = {kImage},
                    .top = number,
                    .rows = 1});
    if (!is_first)
      x = b_.add({.name = prefix_ + "xh", .kind = Node::Kind::concat, .inputs = {x, h_}});
    const int i = gate("i", x, Function::sigmoid);
    const int g = gate("g", x, Function::tanh);
    if (is_first) {
      c_ = product("c", i, g, kCellRange);
    } else {
      const int f = gate("f", x, Function::sigmoid);
      const int kept = product("fc", f, c_, kCellRange);
      const int added = product("ig", i, g, 0);
      c_ = b_.add({.name = prefix_ + "c",
                   .kind = Node::Kind::add,
                   .inputs = {kept, added},
                   .range = kCellRange});
    }
    const int o = gate("o", x, Function::sigmoid);
    h_ = product("h", o, table("tanh_c", c_, Function::tanh), 0);
  }

 private:
  int gate(const std::string& name, int x, Function function) {
    const int sum = b_.add({.name = prefix_ + name + "_sum",
                            .inputs = {x},
                            .channels = hidden_,
                            .shared = name,
                            .range = kGateRange,
                            .max_bits = 8});
    return table(name, sum, function);
  }
  int table(const std::string& name, int x, Function function) {
    return b_.add(
        {.name = prefix_ + name, .kind = Node::Kind::lookup, .inputs = {x}, .function = function});
  }
  int product(const std::string& name, int a, int b, int range) {
    return b_.add(
        {.name = prefix_ + name, .kind = Node::Kind::multiply, .inputs = {a, b}, .range = range});
  }

  TopologyBuilder& b_;
  int hidden_;
  std::string prefix_;
  int h_ = kImage;
  int c_ = kImage;
};

}  // namespace

Topology lstm(int steps, int features, int hidden) {
  TopologyBuilder b(
      "lstm",
      fmt::format("one LSTM cell of {} over {} steps of {} features", hidden, steps, features),
      {features, steps, 1}, true);
  Cell cell(b, hidden);
  for (int step = 0; step < steps; ++step) cell.step(step);
  return b.topology();
}

}  // namespace isomer
