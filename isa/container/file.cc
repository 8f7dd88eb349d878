// SPDX-License-Identifier: Apache-2.0
//
// Whole files in and out.

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

#include "isa/container/container.h"
#include "isa/container/error.h"
#include "isa/container/output_file.h"

namespace isomer {
namespace {

[[noreturn]] void fail(const std::filesystem::path& path, std::string_view verb, int error) {
  throw Error(fmt::format("{}: cannot {}: {}", path.string(), verb,
                          std::generic_category().message(error)));
}

// A file descriptor; closed when it goes out of scope.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int number() const { return number_; }

 private:
  int number_;
};

}  // namespace

std::vector<std::byte> read_file(const std::filesystem::path& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.number() < 0) fail(path, "open it", errno);
  std::vector<std::byte> bytes;
  std::size_t size = 0;
  while (true) {  // grows as it reads: pipes have no size, and a size can lie
    if (size == bytes.size()) bytes.resize(size + size / 2 + 65536);
    const ::ssize_t count = ::read(file.number(), bytes.data() + size, bytes.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail(path, "read it", errno);
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
  }
  bytes.resize(size);
  return bytes;
}

void write_file_atomically(const std::filesystem::path& path, std::span<const std::byte> bytes) {
  OutputFile file(path);
  // An empty span may be null, which fwrite must not be given; commit() sees a failed write.
  if (!bytes.empty()) std::fwrite(bytes.data(), 1, bytes.size(), file.stream());
  file.commit();
}

}  // namespace isomer
