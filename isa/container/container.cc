// SPDX-License-Identifier: Apache-2.0

#include "isa/container/container.h"

#include <fmt/format.h>
#include <xxhash.h>

#include "isa/container/error.h"

namespace isomer {
namespace {

constexpr std::size_t kMagicBytes = 8;
constexpr std::size_t kChecksumBytes = 8;

void append_integer(std::vector<std::byte>& out, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out.push_back(static_cast<std::byte>(value >> (8 * i) & 0xFF));
}

void append_text(std::vector<std::byte>& out, std::string_view text) {
  for (const char c : text) out.push_back(static_cast<std::byte>(c));
}

std::uint64_t to_integer(std::span<const std::byte> bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;)
    value = value << 8 | std::to_integer<std::uint64_t>(bytes[i]);
  return value;
}

// Takes fields off the front; every size is checked against what is left.
class Reader {
 public:
  Reader(std::span<const std::byte> bytes, std::string_view file) : rest_(bytes), file_(file) {}

  std::span<const std::byte> take(std::uint64_t count, std::string_view what) {
    if (count > rest_.size())
      throw Error(fmt::format("{}: truncated or corrupt: {} needs {} bytes, {} are left", file_,
                              what, count, rest_.size()));
    const auto taken = rest_.first(static_cast<std::size_t>(count));
    rest_ = rest_.subspan(taken.size());
    return taken;
  }
  std::uint64_t integer(std::size_t bytes, std::string_view what) {
    return to_integer(take(bytes, what));
  }
  std::string text(std::uint64_t count, std::string_view what) {
    const auto taken = take(count, what);
    return {reinterpret_cast<const char*>(taken.data()), taken.size()};
  }
  std::size_t left() const { return rest_.size(); }

 private:
  std::span<const std::byte> rest_;
  std::string_view file_;
};

// What people call a file with this magic; the magic itself when it is none of ours.
std::string kind_of(std::string_view magic) {
  for (const auto& [known, name] : {std::pair{"ISOMNET1", "a network"},
                                    {"ISOMPRG1", "a program"},
                                    {"ISOMREP1", "a reproducer"},
                                    {"ISOMCKP1", "a checkpoint"}}) {
    if (magic == known) return name;
  }
  return fmt::format("a file of kind '{}'", magic);
}

bool is_known(std::string_view magic) { return !kind_of(magic).ends_with("'"); }

}  // namespace

const std::vector<std::byte>& Container::section(std::string_view name,
                                                 std::string_view file) const {
  const auto found = sections.find(std::string(name));
  if (found == sections.end())
    throw Error(fmt::format("{}: the section '{}' is missing; write the file again", file, name));
  return found->second;
}

std::vector<std::byte> encode_container(const Container& container) {
  if (container.magic.size() != kMagicBytes)
    throw Error(fmt::format("container magic '{}' has {} characters instead of {}", container.magic,
                            container.magic.size(), kMagicBytes));
  std::vector<std::byte> out;
  append_text(out, container.magic);
  append_integer(out, container.version, 4);
  append_integer(out, container.sections.size(), 4);
  for (const auto& [name, bytes] : container.sections) {
    append_integer(out, name.size(), 4);
    append_text(out, name);
    append_integer(out, bytes.size(), 8);
    out.insert(out.end(), bytes.begin(), bytes.end());
  }
  append_integer(out, XXH3_64bits(out.data(), out.size()), kChecksumBytes);
  return out;
}

Container decode_container(std::span<const std::byte> bytes, std::string_view magic,
                           std::uint32_t version, std::string_view file) {
  Reader reader(bytes, file);
  Container container;
  container.magic = reader.text(kMagicBytes, "the magic");
  container.version = version;
  if (container.magic != magic)
    throw Error(fmt::format("{}: {}, not {}", file,
                            is_known(container.magic) ? "this is " + kind_of(container.magic)
                                                      : "this is no file of Isomer",
                            kind_of(magic)));
  if (const auto found = reader.integer(4, "the version"); found != version)
    throw Error(fmt::format("{}: {} of version {}, this build reads version {}", file,
                            kind_of(magic), found, version));
  if (reader.left() < 4 + kChecksumBytes) throw Error(fmt::format("{}: truncated header", file));

  const auto body = bytes.first(bytes.size() - kChecksumBytes);
  if (to_integer(bytes.last(kChecksumBytes)) != XXH3_64bits(body.data(), body.size()))
    throw Error(fmt::format("{}: the checksum is wrong: the file is truncated or corrupt", file));

  Reader sections(body.subspan(kMagicBytes + 4), file);
  const std::uint64_t count = sections.integer(4, "the section count");
  for (std::uint64_t i = 0; i < count; ++i) {
    std::string name = sections.text(sections.integer(4, "a name's length"), "a section's name");
    const auto data = sections.take(sections.integer(8, "a section's size"), "a section");
    const auto [where, is_new] = container.sections.try_emplace(std::move(name));
    if (!is_new) throw Error(fmt::format("{}: the section '{}' occurs twice", file, where->first));
    where->second.assign(data.begin(), data.end());
  }
  if (sections.left() != 0)
    throw Error(fmt::format("{}: {} bytes after the last section", file, sections.left()));
  return container;
}

}  // namespace isomer
