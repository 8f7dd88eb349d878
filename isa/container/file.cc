// SPDX-License-Identifier: Apache-2.0
//
// Whole files in and out. POSIX calls, because only they can sync before the rename.

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <system_error>

#include "isa/container/container.h"
#include "isa/container/error.h"

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

// Makes the rename itself durable; file systems that cannot sync a folder are left alone.
void sync_folder(const std::filesystem::path& folder) {
  const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor.number() >= 0) ::fsync(descriptor.number());
}

void write_and_sync(const std::filesystem::path& path, std::span<const std::byte> bytes) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  if (file.number() < 0) fail(path, "create it", errno);
  while (!bytes.empty()) {
    const ::ssize_t written = ::write(file.number(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail(path, "write it", errno);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  if (::fsync(file.number()) != 0) fail(path, "sync it to the disk", errno);
}

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
  const std::filesystem::path beside = path.string() + fmt::format(".{}.tmp", ::getpid());
  try {
    write_and_sync(beside, bytes);
    if (::rename(beside.c_str(), path.c_str()) != 0) fail(path, "replace it", errno);
  } catch (...) {
    ::unlink(beside.c_str());
    throw;
  }
  sync_folder(path.has_parent_path() ? path.parent_path() : ".");
}

}  // namespace isomer
