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

constexpr std::int64_t kBatch = 64;  // images asked of the expectation at a time

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
    result_.cycles_sum += found.cycles;
    result_.cycles_max = std::max(result_.cycles_max, found.cycles);
    result_.cycles_min =
        result_.images == 1 ? found.cycles : std::min(result_.cycles_min, found.cycles);
    if (first && image < stop_) {
      stop_ = image;
      result_.first = first;
      result_.differing = differing;
      result_.reproducer.clear();
    }
  }

  // The image differed in lockstep; its reproducer.
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
  for (int j = 0; j < jobs; ++j) {  // process j has the images j, j + jobs, j + 2 jobs ...
    std::vector<std::string> options = request.run_options;
    options.insert(options.end(),
                   {"--first-image", std::to_string(j), "--image-step", std::to_string(jobs)});
    if (!request.reproducers.empty()) {
      reproducers.push_back(request.reproducers / fmt::format("{}.isorepro", j));
      options.insert(options.end(), {"--quiet", "--reproducer", reproducers.back().string()});
    }
    devices.push_back(std::make_unique<DeviceProcess>(request.executable, request.program, options,
                                                      network.input(), network.tensors));
  }

  Comparison comparison(network);
  VerificationResult& result = comparison.result();
  for (std::int64_t first = 0; first < request.images && !result.first && result.reproducer.empty();
       first += kBatch) {
    auto start = std::chrono::steady_clock::now();
    const std::vector<ExpectedImage> expected =
        expect(first, std::min(kBatch, request.images - first));
    result.expected_seconds += seconds_since(start);

    start = std::chrono::steady_clock::now();
    in_parallel(jobs, [&](int worker) {
      const auto w = static_cast<std::size_t>(worker);
      for (std::size_t i = 0; i < expected.size(); ++i) {
        const std::int64_t image = first + static_cast<std::int64_t>(i);
        if (image % jobs != worker) continue;
        if (comparison.is_beyond_difference(image)) return;
        ImageResult found;
        try {
          found = devices[w]->run(expected[i].front());
        } catch (const Error&) {
          if (reproducers.empty() || !std::filesystem::exists(reproducers[w])) throw;
          comparison.stop_at(image, reproducers[w]);
          return;
        }
        comparison.compare(image, expected[i], found);
        on_image();
      }
    });
    result.device_seconds += seconds_since(start);
    if (request.on_batch) request.on_batch(first, expected);
  }
  return result;
}

std::string to_string(const TensorDifference& d) {
  return fmt::format(
      "image {}, layer {}, tensor {}, channel {}, row {}, column {}: expected {}, found {}",
      d.image, d.layer, d.tensor, d.channel, d.row, d.column, d.expected, d.found);
}

}  // namespace isomer
