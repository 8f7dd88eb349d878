// SPDX-License-Identifier: Apache-2.0

#include "train/data/bounded_file.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <system_error>

#include "isa/container/error.h"

namespace isomer::train {

std::vector<std::uint8_t> read_maybe_gzip(const std::filesystem::path& path, std::size_t limit) {
  if (!std::filesystem::is_regular_file(path)) {
    throw Error(
        fmt::format("{}: no such file; is --data (data.path) the right folder?", path.string()));
  }
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(path.c_str(), "rb"), gzclose_r);
  if (!file) throw Error(fmt::format("{}: cannot be opened for reading", path.string()));
  constexpr std::size_t kFirstChunk = std::size_t{1} << 14;
  constexpr std::size_t kLastChunk = std::size_t{1} << 20;
  std::vector<std::uint8_t> bytes;
  for (;;) {
    const std::size_t have = bytes.size();
    const std::size_t chunk = std::clamp(have, kFirstChunk, kLastChunk);
    bytes.resize(have + chunk);
    const int got = gzread(file.get(), bytes.data() + have, static_cast<unsigned>(chunk));
    int status = Z_OK;
    gzerror(file.get(), &status);
    if (got < 0 || status == Z_BUF_ERROR) {
      throw Error(
          fmt::format("{}: the gzip data is truncated or corrupt; fetch it again", path.string()));
    }
    bytes.resize(have + static_cast<std::size_t>(got));
    if (bytes.size() > limit) {
      throw Error(fmt::format("{}: holds more than {} bytes, too large for a data set in memory",
                              path.string(), limit));
    }
    if (got == 0) return bytes;
  }
}

std::vector<std::uint8_t> read_file(const std::filesystem::path& path, std::size_t limit) {
  std::error_code failure;
  const std::uintmax_t size = std::filesystem::file_size(path, failure);
  if (failure) throw Error(fmt::format("{}: {}", path.string(), failure.message()));
  if (size > limit) {
    throw Error(fmt::format("{}: holds more than {} bytes", path.string(), limit));
  }
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(size));
  std::ifstream file(path, std::ios::binary);
  file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (!file) throw Error(fmt::format("{}: cannot be read", path.string()));
  return bytes;
}

}  // namespace isomer::train
