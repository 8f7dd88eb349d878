// SPDX-License-Identifier: Apache-2.0

#include "train/data/folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "isa/container/error.h"
#include "train/data/picture.h"
#include "train/data/picture_files.h"

namespace isomer::train {
namespace {

namespace fs = std::filesystem;

Picture read_image(const fs::path& path, const FolderOptions& options) {
  return crop_and_resize(with_channels(read_picture(path), options.channels), options.height,
                         options.width);
}

// Pictures that are decoded whenever they are asked for.
class FileImages : public Images {
 public:
  FileImages(std::vector<fs::path> paths, const FolderOptions& options)
      : paths_(std::move(paths)), options_(options) {}
  int size() const override { return static_cast<int>(paths_.size()); }
  PixelView image(int index, std::vector<std::uint8_t>& scratch) const override {
    scratch = read_image(paths_[static_cast<std::size_t>(index)], options_).pixels;
    return scratch;
  }

 private:
  std::vector<fs::path> paths_;
  FolderOptions options_;
};

void validate(const FolderOptions& options) {
  constexpr int kMaxSide = 1024;
  const auto is_side = [](int side) { return 1 <= side && side <= kMaxSide; };
  if (!is_side(options.height) || !is_side(options.width)) {
    throw Error(fmt::format("images of {} x {} pixels: both must be in 1..{}", options.height,
                            options.width, kMaxSide));
  }
  if (options.channels != 1 && options.channels != 3) {
    throw Error(fmt::format("images of {} channels: 1 (grey) or 3 (colour) are supported",
                            options.channels));
  }
}

PictureFilesPair list_folder(const fs::path& folder, int test_every) {
  const fs::path train = folder / "train";
  if (!fs::is_directory(train)) {
    return split_every(list_pictures(folder), test_every, folder);
  }
  for (const char* name : {"val", "test"}) {
    if (fs::is_directory(folder / name)) return list_parts(train, folder / name);
  }
  return split_every(list_pictures(train), test_every, train);
}

// Shares the work of decoding among the team, a few pictures a thread at a time.
class Loader {
 public:
  Loader(const FolderOptions& options, ThreadTeam& team, const FolderProgress& progress)
      : options_(options), team_(team), progress_(progress) {}

  DatasetPair load(const std::string& name, PictureFilesPair parts) {
    for (const PictureFiles* part : {&parts.train, &parts.test}) {
      if (fits(part->paths.size())) total_ += static_cast<int>(part->paths.size());
    }
    Dataset train = make(name, std::move(parts.train));
    return {std::move(train), make(name, std::move(parts.test))};
  }

 private:
  std::size_t image_bytes() const {
    return static_cast<std::size_t>(options_.height) * static_cast<std::size_t>(options_.width) *
           static_cast<std::size_t>(options_.channels);
  }

  bool fits(std::size_t pictures) const { return pictures <= options_.memory / image_bytes(); }

  Dataset make(const std::string& name, PictureFiles files) {
    Dataset data;
    data.name = name;
    data.channels = options_.channels;
    data.height = options_.height;
    data.width = options_.width;
    data.classes = static_cast<int>(files.class_names.size());
    data.labels = std::move(files.labels);
    data.class_names = std::move(files.class_names);
    if (fits(files.paths.size())) {
      data.images = std::make_shared<StoredImages>(decode(files.paths), image_bytes());
    } else {
      data.images = std::make_shared<FileImages>(std::move(files.paths), options_);
    }
    return data;
  }

  std::vector<std::uint8_t> decode(const std::vector<fs::path>& paths) {
    std::vector<std::uint8_t> pixels(paths.size() * image_bytes());
    const std::size_t round = 64 * static_cast<std::size_t>(team_.threads());
    for (std::size_t first = 0; first < paths.size(); first += round) {
      const std::size_t count = std::min(round, paths.size() - first);
      team_.run(static_cast<int>(count), [&](int, int piece) {
        const std::size_t i = first + static_cast<std::size_t>(piece);
        const Picture picture = read_image(paths[i], options_);
        std::ranges::copy(picture.pixels, pixels.data() + i * image_bytes());
      });
      done_ += static_cast<int>(count);
      if (progress_) progress_(done_, total_);
    }
    return pixels;
  }

  const FolderOptions& options_;
  ThreadTeam& team_;
  const FolderProgress& progress_;
  int done_ = 0;
  int total_ = 0;
};

}  // namespace

DatasetPair load_folder(const fs::path& folder, const FolderOptions& options, ThreadTeam& team,
                        const FolderProgress& progress) {
  validate(options);
  const fs::path named = folder.has_filename() ? folder : folder.parent_path();  // "pictures/"
  Loader loader(options, team, progress);
  return loader.load(named.filename().string(), list_folder(folder, options.test_every));
}

}  // namespace isomer::train
