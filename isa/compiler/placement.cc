// SPDX-License-Identifier: Apache-2.0

#include "isa/compiler/placement.h"

#include <algorithm>

namespace isomer::compiler {
namespace {

// The free stretches between the given occupied ones, in ascending order.
std::vector<Stretch> gaps(std::vector<Stretch> occupied, int words) {
  std::sort(occupied.begin(), occupied.end(),
            [](const Stretch& a, const Stretch& b) { return a.base < b.base; });
  std::vector<Stretch> free;
  int next = 0;
  for (const Stretch& stretch : occupied) {
    if (stretch.base > next) free.push_back({next, stretch.base - next});
    next = std::max(next, stretch.base + stretch.words);
  }
  if (next < words) free.push_back({next, words - next});
  return free;
}

// Where the next tensor goes.
enum class Strategy {
  rotate,       // behind the one before, at a bank: no tensor waits for an older one's readers
  ends_banks,   // at the two ends in turn, at a bank: leaves one gap
  ends_packed,  // at the two ends in turn, without gaps
};

// The place of `words` words; `cursor` is the end of the tensor before, `low_end` the end to take.
std::optional<int> find_place(const std::vector<Stretch>& free, int words, Strategy strategy,
                              int cursor, bool low_end) {
  if (strategy == Strategy::rotate) {
    for (const Stretch& gap : free) {
      const int base = std::max(gap.base, cursor);
      if (base + words <= gap.base + gap.words) return base;
    }
    low_end = true;
  }
  std::optional<int> base;
  for (const Stretch& gap : free) {
    if (gap.words < words) continue;
    if (low_end) return gap.base;
    base = gap.base + gap.words - words;
  }
  return base;
}

std::optional<Placement> place_by(Strategy strategy, const Machine& machine,
                                  const std::vector<Shape>& shapes, const std::vector<Life>& lives,
                                  int layers, const std::set<int>& elsewhere) {
  const int memory = machine.activation_words();
  const int granule = strategy == Strategy::ends_packed ? 1 : machine.activation_bank_words;
  std::vector<Stretch> taken(shapes.size());
  Placement placement;
  placement.base.resize(shapes.size());

  // Tensors in order of birth.
  std::vector<std::size_t> order;
  for (std::size_t t = 0; t < shapes.size(); ++t)
    if (!elsewhere.contains(static_cast<int>(t))) order.push_back(t);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return lives[a].first < lives[b].first; });

  int cursor = 0;
  bool low_end = true;
  for (const std::size_t t : order) {
    if (shapes[t].words() > memory) return std::nullopt;
    const int words = round_up(static_cast<int>(shapes[t].words()), granule);
    std::vector<Stretch> occupied;
    for (const std::size_t other : order) {
      const bool overlap =
          lives[other].first <= lives[t].last && lives[t].first <= lives[other].last;
      if (other != t && placement.base[other] && overlap) occupied.push_back(taken[other]);
    }
    const auto base = find_place(gaps(occupied, memory), words, strategy, cursor, low_end);
    if (!base) return std::nullopt;
    taken[t] = {*base, words};
    placement.base[t] = base;
    cursor = *base + words;
    low_end = !low_end;
  }

  for (int layer = 0; layer < layers; ++layer) {
    std::vector<Stretch> occupied;
    for (const std::size_t t : order)
      if (lives[t].covers(layer)) occupied.push_back(taken[t]);
    Stretch longest;
    for (const Stretch& gap : gaps(occupied, memory))
      if (gap.words > longest.words) longest = gap;
    placement.free.push_back(longest);
  }
  return placement;
}

}  // namespace

std::vector<Life> lives(const Graph& graph) {
  const Network& network = graph.network;
  std::vector<Life> lives(network.tensors.size());
  for (std::size_t l = network.layers.size(); l-- > 0;) {
    const Layer& layer = network.layers[l];
    const int index = static_cast<int>(l);
    const auto touch = [&](int tensor) {
      for (const int t : {tensor, graph.root(tensor)}) {
        Life& life = lives[static_cast<std::size_t>(t)];
        life.last = std::max(life.last, index);
        life.first = index;
      }
    };
    for (const int input : layer.inputs) touch(input);
    touch(layer.output);
  }
  return lives;
}

std::optional<Placement> place(const Machine& machine, const std::vector<Shape>& shapes,
                               const std::vector<Life>& lives, int layers,
                               const std::set<int>& elsewhere, bool has_streams) {
  for (const Strategy strategy : {Strategy::rotate, Strategy::ends_banks, Strategy::ends_packed}) {
    if (strategy == Strategy::rotate && has_streams) continue;  // streams want one long gap
    auto placement = place_by(strategy, machine, shapes, lives, layers, elsewhere);
    if (placement) return placement;
  }
  return std::nullopt;
}

}  // namespace isomer::compiler
