// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/verification.h"

#include <fmt/core.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <limits>
#include <memory>
#include <mutex>
#include <thread>

#include "isa/container/error.h"
#include "tools/isomer/device_process.h"

namespace isomer {
namespace {

constexpr std::int64_t kAtOnce = 64;  // images asked of the expectation at a time, about

std::string layer_of(const Network& network, std::size_t tensor) {
  for (const Layer& layer : network.layers) {
    if (layer.output == static_cast<int>(tensor)) return layer.name;
  }
  return "input";
}

// Everything that the workers share; the lowest image that differs wins.
class Comparison {
 public:
  explicit Comparison(const Network& network) : network_(network) {}

  bool is_beyond_difference(std::int64_t image) const { return image > stop_; }

  void compare(std::int64_t image, const ExpectedImage& expected, const ImageResult& found) {
    std::int64_t values = 0;
    std::int64_t differing = 0;
    std::optional<TensorDifference> first;
    check_shape(expected);
    for (std::size_t t = 0; t < expected.size(); ++t) {
      for (std::size_t i = 0; i < expected[t].size(); ++i) {
        ++values;
        if (expected[t][i] == found.tensors[t][i]) continue;
        ++differing;
        if (!first) first = locate(image, t, i, expected[t][i], found.tensors[t][i]);
      }
    }
    const std::lock_guard lock(mutex_);
    ++result_.images;
    result_.tensors += static_cast<std::int64_t>(expected.size());
    result_.values += values;
    if (first && image < stop_) {
      stop_ = image;
      result_.first = first;
      result_.differing = differing;
      result_.reproducer.clear();
    }
  }

  // A run took so many cycles.
  void count(std::uint64_t cycles) {
    const std::lock_guard lock(mutex_);
    result_.cycles_min = runs_ == 0 ? cycles : std::min(result_.cycles_min, cycles);
    result_.cycles_max = std::max(result_.cycles_max, cycles);
    result_.cycles_sum += cycles;
    ++runs_;
  }

  // An image differed in lockstep, the first one of its run; its reproducer.
  void stop_at(std::int64_t image, const std::filesystem::path& reproducer) {
    const std::lock_guard lock(mutex_);
    if (image >= stop_) return;
    stop_ = image;
    result_.first.reset();
    result_.differing = 0;
    result_.reproducer = reproducer;
  }

  VerificationResult& result() { return result_; }

 private:
  void check_shape(const ExpectedImage& expected) const {
    bool same = expected.size() == network_.tensors.size();
    for (std::size_t t = 0; same && t < expected.size(); ++t) {
      same = std::ssize(expected[t]) == network_.tensors[t].elements();
    }
    if (!same) throw Error("the expected tensors are not those of the network");
  }

  TensorDifference locate(std::int64_t image, std::size_t tensor, std::size_t element,
                          std::int32_t expected, std::int32_t found) const {
    const TensorInfo& info = network_.tensors[tensor];
    const auto width = static_cast<std::size_t>(info.width);
    const auto height = static_cast<std::size_t>(info.height);
    return {image,
            layer_of(network_, tensor),
            info.name,
            static_cast<int>(element / (width * height)),
            static_cast<int>(element / width % height),
            static_cast<int>(element % width),
            expected,
            found};
  }

  const Network& network_;
  std::mutex mutex_;
  std::atomic<std::int64_t> stop_ = std::numeric_limits<std::int64_t>::max();
  VerificationResult result_;
  std::int64_t runs_ = 0;
};

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// Runs task(worker) in so many threads; rethrows the first exception.
template <typename Task>
void in_parallel(int workers, Task task) {
  std::vector<std::exception_ptr> failures(static_cast<std::size_t>(workers));
  std::vector<std::thread> threads;
  for (int w = 0; w < workers; ++w) {
    threads.emplace_back([&, w] {
      try {
        task(w);
      } catch (...) {
        failures[static_cast<std::size_t>(w)] = std::current_exception();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::exception_ptr& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
}

}  // namespace

VerificationResult verify_program(const VerificationRequest& request, const Network& network,
                                  const Expectation& expect,
                                  const std::function<void()>& on_image) {
  const int jobs = static_cast<int>(std::clamp<std::int64_t>(request.jobs, 1, request.images));
  std::vector<std::unique_ptr<DeviceProcess>> devices;
  std::vector<std::filesystem::path> reproducers;
  for (int j = 0; j < jobs; ++j) {  // process j has the runs j, j + jobs, j + 2 jobs ...
    std::vector<std::string> options = request.run_options;
    if (!request.reproducers.empty()) {
      reproducers.push_back(request.reproducers / fmt::format("{}.isorepro", j));
      options.insert(options.end(), {"--quiet", "--reproducer", reproducers.back().string()});
    }
    devices.push_back(std::make_unique<DeviceProcess>(request.executable, request.program, options,
                                                      network.input(), network.tensors,
                                                      RunNumbers{j, jobs}));
  }

  const std::int64_t batch = devices.front()->batch();
  const std::int64_t at_once = std::max(kAtOnce / batch, std::int64_t{1}) * batch;
  Comparison comparison(network);
  VerificationResult& result = comparison.result();
  for (std::int64_t first = 0; first < request.images && !result.first && result.reproducer.empty();
       first += at_once) {
    auto start = std::chrono::steady_clock::now();
    const std::vector<ExpectedImage> expected =
        expect(first, std::min(at_once, request.images - first));
    result.expected_seconds += seconds_since(start);

    start = std::chrono::steady_clock::now();
    in_parallel(jobs, [&](int worker) {
      const auto w = static_cast<std::size_t>(worker);
      for (std::int64_t i = 0; i < std::ssize(expected); i += batch) {
        const std::int64_t image = first + i;
        if (image / batch % jobs != worker) continue;
        if (comparison.is_beyond_difference(image)) return;
        const auto wanted =
            std::span(expected)
                .subspan(static_cast<std::size_t>(i))
                .first(static_cast<std::size_t>(std::min(batch, std::ssize(expected) - i)));
        std::vector<ImageResult> found;
        try {
          found = devices[w]->run(inputs_of(wanted));
        } catch (const Error&) {
          if (reproducers.empty() || !std::filesystem::exists(reproducers[w])) throw;
          comparison.stop_at(image, reproducers[w]);
          return;
        }
        comparison.count(found.front().cycles);
        for (std::size_t n = 0; n < found.size(); ++n) {
          if (comparison.is_beyond_difference(image + static_cast<std::int64_t>(n))) return;
          comparison.compare(image + static_cast<std::int64_t>(n), wanted[n], found[n]);
          on_image();
        }
      }
    });
    result.device_seconds += seconds_since(start);
    if (request.on_compared) request.on_compared(first, expected);
  }
  return result;
}

std::vector<Values> inputs_of(std::span<const ExpectedImage> images) {
  std::vector<Values> inputs;
  for (const ExpectedImage& image : images) inputs.push_back(image.front());
  return inputs;
}

std::string to_string(const TensorDifference& d) {
  return fmt::format(
      "image {}, layer {}, tensor {}, channel {}, row {}, column {}: expected {}, found {}",
      d.image, d.layer, d.tensor, d.channel, d.row, d.column, d.expected, d.found);
}

}  // namespace isomer
