// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/seeded_device.h"

#include <algorithm>
#include <optional>

namespace isomer {
namespace {

class SeededDevice final : public ObservableDevice {
 public:
  explicit SeededDevice(DeviceOfRun make) : make_(std::move(make)), device_(make_(0)) {}

  std::string_view kind() const override { return device_->kind(); }
  const Machine& machine() const override { return device_->machine(); }
  void load(const Program& program) override {
    program_ = program;
    device_->load(program);
  }
  std::span<std::byte> segment(int index) override { return device_->segment(index); }
  void peek(Space space, std::uint64_t word, std::span<std::byte> bytes) const override {
    device_->peek(space, word, bytes);
  }

  Outcome run() override {
    renew();
    return device_->run();
  }
  Outcome run(const RetirementObserver& observer) override {
    renew();
    return device_->run(observer);
  }

 private:
  void renew() {
    const std::int64_t run = runs_++;
    if (run == 0 || !program_) return;
    std::unique_ptr<ObservableDevice> next = make_(run);
    next->load(*program_);
    for (int i = 0; i < static_cast<int>(program_->segments.size()); ++i) {
      const std::span<const std::byte> now = device_->segment(i);
      std::copy(now.begin(), now.end(), next->segment(i).begin());
    }
    device_ = std::move(next);
  }

  DeviceOfRun make_;
  std::unique_ptr<ObservableDevice> device_;
  std::optional<Program> program_;
  std::int64_t runs_ = 0;
};

}  // namespace

std::unique_ptr<ObservableDevice> make_seeded_device(DeviceOfRun make) {
  return std::make_unique<SeededDevice>(std::move(make));
}

}  // namespace isomer
