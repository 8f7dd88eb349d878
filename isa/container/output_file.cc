// SPDX-License-Identifier: Apache-2.0
//
// POSIX calls, because only they can refuse an existing file and sync before the rename.

#include "isa/container/output_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "isa/container/error.h"

namespace isomer {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, std::string_view verb, int error) {
  throw Error(fmt::format("{}: cannot {}: {}", path.string(), verb,
                          std::generic_category().message(error)));
}

// Where the symbolic links of the last component lead, existing or not.
fs::path follow(fs::path path) {
  constexpr int kMostLinks = 40;  // as Linux
  std::error_code failure;
  for (int i = 0; i < kMostLinks && fs::is_symlink(path, failure); ++i) {
    path = path.parent_path() / fs::read_symlink(path, failure);
  }
  return path;
}

// Whether it exists and is something else than a regular file.
bool is_special(const fs::path& path) {
  std::error_code failure;
  const fs::file_status status = fs::status(path, failure);
  return fs::exists(status) && !fs::is_regular_file(status);
}

// Makes the rename itself durable; file systems that cannot sync a folder are left alone.
void sync_folder(const fs::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::fsync(descriptor);
  ::close(descriptor);
}

}  // namespace

OutputFile::OutputFile(const fs::path& path) : path_(path), target_(path) {
  int flags = O_WRONLY | O_CLOEXEC;
  if (!is_special(path)) {
    target_ = follow(path);
    beside_ = target_.string() + fmt::format(".{}.tmp", ::getpid());
    flags |= O_CREAT | O_EXCL;
  }
  const fs::path& opened = beside_.empty() ? target_ : beside_;
  const int descriptor = ::open(opened.c_str(), flags, 0666);
  if (descriptor < 0) fail(path_, "create it", errno);
  file_ = ::fdopen(descriptor, "wb");
}

OutputFile::~OutputFile() {
  if (file_ == nullptr) return;
  std::fclose(file_);
  if (!beside_.empty()) ::unlink(beside_.c_str());
}

void OutputFile::commit() {
  if (std::fflush(file_) != 0 || std::ferror(file_) != 0) fail(path_, "write it", errno);
  if (!beside_.empty()) {
    if (::fsync(::fileno(file_)) != 0) fail(path_, "sync it to the disk", errno);
    if (::rename(beside_.c_str(), target_.c_str()) != 0) fail(path_, "replace it", errno);
    sync_folder(target_.has_parent_path() ? target_.parent_path() : ".");
  }
  const int failure = std::fclose(file_);
  file_ = nullptr;
  if (failure != 0) fail(path_, "write it", errno);
}

void require_writable(const fs::path& path) {
  if (!is_special(path)) {
    OutputFile probe(path);  // leaves nothing
    return;
  }
  if (fs::is_directory(path)) fail(path, "write it", EISDIR);
  if (::access(path.c_str(), W_OK) != 0) fail(path, "write it", errno);
}

}  // namespace isomer
