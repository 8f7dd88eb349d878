// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/regress_pool.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <thread>
#include <utility>

#include "isa/container/metadata.h"
#include "sim/coverage/coverage_file.h"
#include "tools/isomer/regress_worker.h"

namespace isomer {
namespace {

constexpr std::uint64_t kBatch = 32;        // tests of one command
constexpr std::ptrdiff_t kShrunkAlike = 3;  // failures of one kind that are shrunk

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::string file_of(const RegressFailure& failure) {
  return fmt::format("failures/{}-{}-{}.isorep", failure.machine, failure.kind, failure.seed);
}

}  // namespace

RegressPool::Process::Process(const std::filesystem::path& executable)
    : child(executable, {"regress", "--worker"}), lines(fileno(child.output())) {}

RegressPool::RegressPool(PoolOptions options, RegressResults results,
                         std::vector<Coverage> coverage)
    : options_(std::move(options)),
      start_(now()),
      results_(std::move(results)),
      coverage_(std::move(coverage)),
      workers_(static_cast<std::size_t>(options_.jobs)),
      handed_out_(results_.cells().size(), results_.request().first_seed) {
  for (std::size_t i = 0; i < results_.failures().size(); ++i)
    if (!results_.failures()[i].file.empty()) claimed_.insert(i);
}

void RegressPool::run(double period, const std::function<void()>& watch) {
  std::filesystem::create_directories(options_.folder / "failures");
  std::vector<std::thread> threads;
  running_ = workers_.size();
  for (std::size_t w = 0; w < workers_.size(); ++w)
    threads.emplace_back([this, w] {
      try {
        work(w);
      } catch (...) {
        const std::lock_guard lock(mutex_);
        error_ = std::current_exception();
      }
      const std::lock_guard lock(mutex_);
      workers_[w].state = "over";
      --running_;
      is_changed_.notify_all();
    });
  for (std::unique_lock lock(mutex_); running_ > 0;) {
    is_changed_.wait_for(lock, std::chrono::duration<double>(period),
                         [this] { return running_ == 0; });
    watch();
  }
  for (std::thread& thread : threads) thread.join();
  if (error_) std::rethrow_exception(error_);
}

void RegressPool::work(std::size_t worker) {
  std::unique_ptr<Process> process;
  keep_failures(worker, process);  // that an earlier regression did not get to
  for (std::optional<Batch> batch = next(); batch; batch = next()) {
    run(*batch, worker, process);
    keep_failures(worker, process);
  }
}

bool RegressPool::is_over() const {
  return error_ || (options_.time_limit > 0 && now() - start_ > options_.time_limit) ||
         results_.failures().size() >= options_.stop_after;
}

// The cells take turns, so that each has its share when the regression is stopped.
std::optional<RegressPool::Batch> RegressPool::next() {
  const std::lock_guard lock(mutex_);
  if (is_over()) return std::nullopt;
  for (std::size_t i = 0; i < handed_out_.size(); ++i) {
    const std::size_t cell = next_cell_++ % handed_out_.size();
    const auto seeds = results_.missing(cell, handed_out_[cell], kBatch);
    if (!seeds) continue;
    handed_out_[cell] = seeds->first + seeds->count;
    return Batch{cell, *seeds};
  }
  return std::nullopt;
}

void RegressPool::run(const Batch& batch, std::size_t worker, std::unique_ptr<Process>& process) {
  const RegressCell& cell = results_.cells()[batch.cell];
  RunCommand command{.machine = cell.machine,
                     .kind = cell.kind,
                     .first = batch.seeds.first,
                     .count = batch.seeds.count};
  while (command.count > 0) {
    {
      const std::lock_guard lock(mutex_);
      workers_[worker] = {"running", command.machine, command.kind, command.first};
    }
    std::optional<std::string> line = ask(to_line(command), process);
    while (line && command.count > 0) {
      const TestRecord test = parse_test(*line);
      const std::lock_guard lock(mutex_);
      results_.add(batch.cell, test);
      ++command.first;
      --command.count;
      workers_[worker].seed = command.first;
      line = answer(process);
    }
    if (line) {
      nlohmann::json json = parse_metadata(std::as_bytes(std::span(*line)), "a worker's coverage");
      const std::string text = Metadata(json, "a worker: ").at("coverage").text();
      const std::lock_guard lock(mutex_);
      merge_coverage(coverage_, decode_coverage(text, "a worker's coverage"));
      return;
    }
    // The process ended in the middle: so did the test that it was at.
    const std::string reason = bury(process);
    if (command.count == 0) return;
    const std::lock_guard lock(mutex_);
    results_.add(batch.cell,
                 {.seed = command.first, .result = {.failure = ScenarioFailure{"crash", reason}}});
    ++command.first;
    --command.count;
  }
}

void RegressPool::keep_failures(std::size_t worker, std::unique_ptr<Process>& process) {
  for (;;) {
    std::size_t failure = 0;
    {
      const std::lock_guard lock(mutex_);
      while (failure < results_.failures().size() && claimed_.count(failure) > 0) ++failure;
      if (failure == results_.failures().size()) return;
      claimed_.insert(failure);
    }
    keep(failure, worker, process);
  }
}

void RegressPool::keep(std::size_t failure, std::size_t worker, std::unique_ptr<Process>& process) {
  RegressFailure kept;
  bool is_shrunk = false;
  {
    const std::lock_guard lock(mutex_);
    kept = results_.failures()[failure];
    const auto first = results_.failures().begin();
    is_shrunk =
        std::count_if(first, first + static_cast<std::ptrdiff_t>(failure),
                      [&](const RegressFailure& other) {
                        return other.failure == kept.failure && other.machine == kept.machine;
                      }) < kShrunkAlike;
    workers_[worker] = {"shrinking", kept.machine, kept.kind, kept.seed};
  }
  kept.file = file_of(kept);
  KeepCommand command{.machine = kept.machine,
                      .kind = kept.kind,
                      .seed = kept.seed,
                      .file = (options_.folder / kept.file).string(),
                      .seconds = is_shrunk ? options_.shrink_seconds : 0};
  if (const std::optional<std::string> line = ask(to_line(command), process)) {
    nlohmann::json json = parse_metadata(std::as_bytes(std::span(*line)), "a worker's answer");
    const Metadata metadata(json, "a worker: ");
    kept.instructions = metadata.at("instructions").natural();
    kept.is_shrunk = metadata.at("shrunk").boolean();
  } else {  // it crashed again
    bury(process);
    command.seconds = 0;
    kept.instructions = keep_failure(command).instructions;
  }
  const std::lock_guard lock(mutex_);
  results_.failures()[failure] = kept;
}

// Nothing when the process does not answer.
std::optional<std::string> RegressPool::ask(const std::string& line,
                                            std::unique_ptr<Process>& process) {
  if (process == nullptr) process = std::make_unique<Process>(options_.executable);
  std::FILE* const input = process->child.input();
  if (std::fputs(line.c_str(), input) < 0 || std::fflush(input) != 0) return std::nullopt;
  return answer(process);
}

std::optional<std::string> RegressPool::answer(std::unique_ptr<Process>& process) {
  return process->lines.read(options_.patience);
}

// Why it does not answer.
std::string RegressPool::bury(std::unique_ptr<Process>& process) {
  const bool is_late = process->lines.is_late();
  if (is_late) process->child.kill();
  const int code = process->child.wait();
  process.reset();
  if (is_late) return fmt::format("no answer for {} seconds", options_.patience);
  if (code > 128) return fmt::format("the process ended with signal {}", code - 128);
  return fmt::format("the process ended with exit code {}", code);
}

}  // namespace isomer
