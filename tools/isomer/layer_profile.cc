// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/layer_profile.h"

#include <fmt/core.h>

#include <bit>
#include <numeric>

#include "isa/container/error.h"
#include "isa/instructions/codec.h"

namespace isomer {
namespace {

const QueueCounters& of(const std::array<QueueCounters, kQueues>& queues, Queue queue) {
  return queues[static_cast<std::size_t>(queue)];
}

std::uint64_t sum(const QueueCounters& states) {
  return states.empty + states.token + states.lock + states.busy + states.push;
}

QueueCounters difference(const QueueCounters& now, const QueueCounters& before) {
  return {.empty = now.empty - before.empty,
          .token = now.token - before.token,
          .lock = now.lock - before.lock,
          .busy = now.busy - before.busy,
          .push = now.push - before.push};
}

void add(QueueCounters* total, const QueueCounters& more) {
  total->empty += more.empty;
  total->token += more.token;
  total->lock += more.lock;
  total->busy += more.busy;
  total->push += more.push;
}

double percent(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return 0;
  return rounded(100 * static_cast<double>(part) / static_cast<double>(whole), 2);
}

}  // namespace

LayerProfile::LayerProfile(const Program& program, const Machine& machine,
                           std::vector<std::uint64_t> macs)
    : program_(program),
      machine_(machine),
      macs_(std::move(macs)),
      shares_(program.layers.size() + 1) {}

void LayerProfile::add(const Retirement& retirement) {
  if (sum(retirement.states) != retirement.cycle) {
    throw Error(fmt::format(
        "the states of queue {} at the retirement of instruction {} sum to {} and not to its "
        "cycle {}: this is a bug of the device",
        kQueueNames[static_cast<int>(retirement.queue)], retirement.pc, sum(retirement.states),
        retirement.cycle));
  }
  const int layer = program_.source.empty() ? -1 : program_.source[retirement.pc].layer;
  Share& share = layer < 0 ? shares_.back() : shares_[static_cast<std::size_t>(layer)];
  const auto queue = static_cast<std::size_t>(retirement.queue);
  isomer::add(&share.queues[queue], difference(retirement.states, before_[queue]));
  before_[queue] = retirement.states;
  share.traffic += traffic_of(machine_, decode(program_.instructions[retirement.pc]).operands);
  share.saturations += retirement.saturations;
}

Report LayerProfile::layers(const Counters& counters) const {
  Report rows = Report::array();
  Share rest;
  rest.queues = counters.queues;
  rest.traffic = {counters.array_cycles, counters.bytes_read, counters.bytes_written};
  rest.saturations = counters.saturations;
  const Share whole = rest;
  for (std::size_t layer = 0; layer < program_.layers.size(); ++layer) {
    const Share& share = shares_[layer];
    rows.push_back(row(program_.layers[layer].c_str(), share, macs_.empty() ? 0 : macs_[layer]));
    for (std::size_t queue = 0; queue < kQueues; ++queue) {
      rest.queues[queue] = difference(rest.queues[queue], share.queues[queue]);
    }
    rest.traffic.array_cycles -= share.traffic.array_cycles;
    rest.traffic.bytes_read -= share.traffic.bytes_read;
    rest.traffic.bytes_written -= share.traffic.bytes_written;
    rest.saturations -= share.saturations;
  }
  rows.push_back(row("rest", rest, 0));
  rows.push_back(row("whole", whole, total_macs()));
  return rows;
}

Report LayerProfile::queues(const Counters& counters) {
  Report rows = Report::array();
  for (std::size_t queue = 0; queue < kQueues; ++queue) {
    const QueueCounters& states = counters.queues[queue];
    rows.push_back({{"queue", kQueueNames[queue]},
                    {"busy, %", percent(states.busy, counters.cycles)},
                    {"empty, %", percent(states.empty, counters.cycles)},
                    {"token, %", percent(states.token, counters.cycles)},
                    {"lock, %", percent(states.lock, counters.cycles)},
                    {"push, %", percent(states.push, counters.cycles)}});
  }
  return rows;
}

Report LayerProfile::summary(const Counters& counters) const {
  Report report;
  report["MACs"] = total_macs();
  report["cycles"] = counters.cycles;
  report["share of peak, %"] = share_of_peak(total_macs(), counters.cycles);
  report["array cycles, %"] = percent(counters.array_cycles, counters.cycles);
  report["instructions"] = counters.retired;
  report["bytes read"] = counters.bytes_read;
  report["bytes written"] = counters.bytes_written;
  report["saturations"] = counters.saturations;
  report["accumulator bits used"] = std::bit_width(counters.high_water) + 1;
  report["accumulator bits"] = machine_.accumulator_bits;
  return report;
}

Report LayerProfile::row(const char* name, const Share& share, std::uint64_t macs) const {
  const QueueCounters& mac = of(share.queues, Queue::mac);
  Report row;
  row["layer"] = name;
  row["MACs"] = macs == 0 ? Report() : Report(macs);
  row["cycles"] = sum(mac);
  row["share of peak, %"] = macs == 0 ? Report() : Report(share_of_peak(macs, sum(mac)));
  row["array"] = share.traffic.array_cycles;
  row["busy"] = mac.busy;
  row["empty"] = mac.empty;
  row["token"] = mac.token;
  row["lock"] = mac.lock;
  row["push"] = mac.push;
  row["post"] = of(share.queues, Queue::post).busy;
  row["load"] = of(share.queues, Queue::load).busy;
  row["store"] = of(share.queues, Queue::store).busy;
  row["bytes read"] = share.traffic.bytes_read;
  row["bytes written"] = share.traffic.bytes_written;
  row["saturations"] = share.saturations;
  return row;
}

double LayerProfile::share_of_peak(std::uint64_t macs, std::uint64_t cycles) const {
  const auto peak =
      static_cast<std::uint64_t>(machine_.rows) * static_cast<std::uint64_t>(machine_.columns);
  return percent(macs, cycles * peak);
}

std::uint64_t LayerProfile::total_macs() const {
  return program_.macs * static_cast<std::uint64_t>(program_.batch);
}

}  // namespace isomer
