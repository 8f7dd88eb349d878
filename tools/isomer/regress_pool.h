// SPDX-License-Identifier: Apache-2.0
//
// The tests of a regression on worker processes, and what is known of it at any moment.

#ifndef TOOLS_ISOMER_REGRESS_POOL_H_
#define TOOLS_ISOMER_REGRESS_POOL_H_

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sim/coverage/coverage.h"
#include "tools/isomer/child.h"
#include "tools/isomer/line_reader.h"
#include "tools/isomer/regress_results.h"

namespace isomer {

struct PoolOptions {
  std::filesystem::path executable;  // `isomer`
  std::filesystem::path folder;      // of the reproducers: failures/
  int jobs = 1;
  double time_limit = 0;           // seconds after which no test is begun; 0: none
  double shrink_seconds = 20;      // for one failure
  std::uint64_t stop_after = 100;  // failures after which no test is begun
  double patience = 300;           // seconds without an answer: the worker is killed
};

class RegressPool {
 public:
  // What a worker does now.
  struct Worker {
    std::string state = "starting";  // "running", "shrinking", "over"
    std::string machine;
    std::string kind;
    std::uint64_t seed = 0;
  };

  RegressPool(PoolOptions options, RegressResults results, std::vector<Coverage> coverage);

  // Runs what is missing. `watch` is called from this thread now and then (at least every `period`
  // seconds) and at the end, with nothing changing meanwhile. Throws Error when workers cannot be
  // started.
  void run(double period, const std::function<void()>& watch);

  const RegressResults& results() const { return results_; }
  const std::vector<Coverage>& coverage() const { return coverage_; }
  const std::vector<Worker>& workers() const { return workers_; }

 private:
  struct Process {
    explicit Process(const std::filesystem::path& executable);
    Child child;
    LineReader lines;
  };
  struct Batch {
    std::size_t cell = 0;
    RegressResults::Seeds seeds;
  };

  void work(std::size_t worker);
  std::optional<Batch> next();
  void run(const Batch& batch, std::size_t worker, std::unique_ptr<Process>& process);
  void keep_failures(std::size_t worker, std::unique_ptr<Process>& process);
  void keep(std::size_t failure, std::size_t worker, std::unique_ptr<Process>& process);
  std::optional<std::string> ask(const std::string& line, std::unique_ptr<Process>& process);
  std::optional<std::string> answer(std::unique_ptr<Process>& process);
  std::string bury(std::unique_ptr<Process>& process);
  bool is_over() const;

  PoolOptions options_;
  double start_;  // seconds of the steady clock

  std::mutex mutex_;  // of everything below
  std::condition_variable is_changed_;
  RegressResults results_;
  std::vector<Coverage> coverage_;
  std::vector<Worker> workers_;
  std::vector<std::uint64_t> handed_out_;  // of each cell: the first seed that nobody has
  std::size_t next_cell_ = 0;
  std::set<std::size_t> claimed_;  // failures that some worker keeps, or has kept
  std::size_t running_ = 0;        // workers
  std::exception_ptr error_;
};

}  // namespace isomer

#endif  // TOOLS_ISOMER_REGRESS_POOL_H_
