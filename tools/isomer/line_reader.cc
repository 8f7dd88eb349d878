// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/line_reader.h"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>

namespace isomer {

std::optional<std::string> LineReader::read(double seconds) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + std::chrono::duration<double>(seconds);
  is_late_ = false;
  for (;;) {
    const std::size_t length = buffer_.find('\n');
    if (length != std::string::npos) {
      std::string line = buffer_.substr(0, length);
      buffer_.erase(0, length + 1);
      return line;
    }
    const double left = std::chrono::duration<double>(end - Clock::now()).count();
    pollfd wait{.fd = descriptor_, .events = POLLIN, .revents = 0};
    const int ready = left > 0 ? poll(&wait, 1, static_cast<int>(left * 1000) + 1) : 0;
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) {
      is_late_ = ready == 0;
      return std::nullopt;
    }
    std::array<char, 65536> bytes;
    const ssize_t count = ::read(descriptor_, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return std::nullopt;
    buffer_.append(bytes.data(), static_cast<std::size_t>(count));
  }
}

}  // namespace isomer
