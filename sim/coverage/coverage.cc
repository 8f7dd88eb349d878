// SPDX-License-Identifier: Apache-2.0
#include "sim/coverage/coverage.h"

#include <fmt/format.h>

#include <type_traits>
#include <utility>
#include <variant>

#include "isa/container/error.h"
#include "sim/coverage/mac_bins.h"
#include "sim/coverage/post_bins.h"
#include "sim/coverage/program_bins.h"
#include "sim/coverage/shape_bins.h"
#include "sim/coverage/vector_bins.h"

namespace isomer {
namespace {

const std::vector<std::string> kEvents = {
    "reset while running", "reset when stopped",  "ABORT while running",
    "ABORT when idle",     "START while running", "register write while running",
    "run after run",       "run after abort",     "run after trap"};

// Every group of bins; declared in this order.
struct AllBins {
  AllBins(CoveragePlan& plan, const Machine& machine)
      : mac(plan, machine),
        post(plan, machine),
        vector(plan, machine),
        shape(plan, machine),
        program(plan, machine),
        events(plan.add("event", "what a testbench does to the device", {{"event", kEvents}})) {}

  coverage::MacBins mac;
  coverage::PostBins post;
  coverage::VectorBins vector;
  coverage::ShapeBins shape;
  coverage::ProgramBins program;
  CoverageIndex events;
};

}  // namespace

CoveragePlan make_coverage_plan(const Machine& machine) {
  CoveragePlan plan;
  AllBins(plan, machine);
  return plan;
}

struct Coverage::Recorder {
  explicit Recorder(const Machine& configuration)
      : machine(configuration), bins(plan, configuration), counts(plan.bins) {
    for (const CoverageGroup& group : plan.groups)
      for (const std::string& reason : group.unreachable) is_reachable.push_back(reason.empty());
  }

  Machine machine;
  CoveragePlan plan;
  AllBins bins;
  CoverageCounts counts;
  std::vector<bool> is_reachable;
  std::uint64_t programs = 0;
  std::uint64_t instructions = 0;
};

Coverage::Coverage(const Machine& machine) : recorder_(std::make_unique<Recorder>(machine)) {}
Coverage::~Coverage() = default;
Coverage::Coverage(Coverage&&) noexcept = default;
Coverage& Coverage::operator=(Coverage&&) noexcept = default;

void Coverage::record(const Retirement& retirement, const Instruction& instruction,
                      const State& before) {
  Recorder& to = *recorder_;
  ++to.instructions;
  to.bins.program.record(to.counts, retirement, instruction);
  to.bins.shape.record(to.counts, instruction.operands);
  std::visit(
      [&](const auto& op) {
        using Op = std::decay_t<decltype(op)>;
        if constexpr (std::is_same_v<Op, Mac>) {
          to.bins.mac.record(to.counts, op, before);
        } else if constexpr (std::is_same_v<Op, Post>) {
          to.bins.post.record(to.counts, op, before);
        } else if constexpr (requires { to.bins.vector.record(to.counts, op, before); }) {
          to.bins.vector.record(to.counts, op, before);
        }
      },
      instruction.operands);
}

void Coverage::record_end(const Program& program, const Outcome& outcome) {
  ++recorder_->programs;
  recorder_->bins.program.record_end(recorder_->counts, program, outcome);
}

void Coverage::record_event(CoverageEvent event) {
  ++recorder_->counts[recorder_->bins.events(event)];
}

void Coverage::merge(const Coverage& other) {
  if (!(machine() == other.machine()))
    throw Error(fmt::format("coverage of machine '{}' does not add to that of '{}'",
                            other.machine().name, machine().name));
  add(other.programs(), other.instructions(), other.counts());
}

void Coverage::add(std::uint64_t programs, std::uint64_t instructions,
                   const CoverageCounts& counts) {
  if (counts.size() != recorder_->counts.size())
    throw Error(fmt::format("machine '{}' has {} coverage bins, not {}", machine().name,
                            recorder_->counts.size(), counts.size()));
  recorder_->programs += programs;
  recorder_->instructions += instructions;
  for (std::size_t i = 0; i < counts.size(); ++i) recorder_->counts[i] += counts[i];
}

int Coverage::bins_reachable() const {
  int bins = 0;
  for (const bool is_reachable : recorder_->is_reachable) bins += is_reachable ? 1 : 0;
  return bins;
}

int Coverage::bins_hit() const {
  int bins = 0;
  for (std::size_t i = 0; i < counts().size(); ++i)
    bins += recorder_->is_reachable[i] && counts()[i] != 0 ? 1 : 0;
  return bins;
}

const Machine& Coverage::machine() const { return recorder_->machine; }
const CoveragePlan& Coverage::plan() const { return recorder_->plan; }
std::uint64_t Coverage::programs() const { return recorder_->programs; }
std::uint64_t Coverage::instructions() const { return recorder_->instructions; }
const CoverageCounts& Coverage::counts() const { return recorder_->counts; }

std::vector<std::string> Coverage::holes() const {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < counts().size(); ++i)
    if (recorder_->is_reachable[i] && counts()[i] == 0) names.push_back(plan().bin_name(i));
  return names;
}

std::vector<std::string> Coverage::contradictions() const {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < counts().size(); ++i)
    if (!recorder_->is_reachable[i] && counts()[i] != 0) names.push_back(plan().bin_name(i));
  return names;
}

}  // namespace isomer
