// SPDX-License-Identifier: Apache-2.0

#include "train/data/picture_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <system_error>

#include "isa/container/error.h"

namespace isomer::train {
namespace {

namespace fs = std::filesystem;

bool is_picture(const fs::path& path) {
  std::string extension = path.extension().string();
  std::ranges::transform(extension, extension.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return extension == ".png" || extension == ".jpg" || extension == ".jpeg";
}

struct Entries {
  std::vector<fs::path> folders;
  std::vector<fs::path> pictures;
};

Entries list(const fs::path& folder) {
  Entries entries;
  std::error_code failure;
  fs::directory_iterator entry(folder, failure);
  for (; !failure && entry != fs::directory_iterator(); entry.increment(failure)) {
    const fs::path& path = entry->path();
    std::error_code unreadable;  // a dangling link is neither
    if (path.filename().native().starts_with('.')) continue;
    if (entry->is_directory(unreadable)) {
      entries.folders.push_back(path);
    } else if (is_picture(path) && entry->is_regular_file(unreadable)) {
      entries.pictures.push_back(path);
    }
  }
  if (failure) {
    throw Error(fmt::format("{}: {}; is --data (data.path) the right folder?", folder.string(),
                            failure.message()));
  }
  std::ranges::sort(entries.folders);
  std::ranges::sort(entries.pictures);
  return entries;
}

void append(PictureFiles& files, const PictureFiles& from, std::size_t index) {
  files.paths.push_back(from.paths[index]);
  if (from.has_labels()) files.labels.push_back(from.labels[index]);
}

}  // namespace

PictureFiles list_pictures(const fs::path& folder) {
  Entries all = list(folder);
  PictureFiles files;
  if (!all.pictures.empty() && !all.folders.empty()) {
    throw Error(fmt::format("{}: holds pictures ({}) beside folders ({}); is it one class or many?",
                            folder.string(), all.pictures[0].filename().string(),
                            all.folders[0].filename().string()));
  }
  constexpr std::size_t kMaxClasses = 65536;
  if (all.folders.size() > kMaxClasses) {
    throw Error(fmt::format("{}: {} classes; at most {} are supported", folder.string(),
                            all.folders.size(), kMaxClasses));
  }
  files.paths = std::move(all.pictures);
  for (const fs::path& of_class : all.folders) {
    const Entries entries = list(of_class);
    if (entries.pictures.empty()) {
      throw Error(fmt::format("{}: the folder of a class without a picture (.png, .jpg, .jpeg)",
                              of_class.string()));
    }
    files.paths.insert(files.paths.end(), entries.pictures.begin(), entries.pictures.end());
    files.labels.resize(files.paths.size(), static_cast<std::uint16_t>(files.class_names.size()));
    files.class_names.push_back(of_class.filename().string());
  }
  if (files.paths.empty()) {
    throw Error(fmt::format("{}: holds neither pictures (.png, .jpg, .jpeg) nor folders of them",
                            folder.string()));
  }
  return files;
}

PictureFilesPair split_every(const PictureFiles& files, int k, const fs::path& folder) {
  PictureFilesPair parts;
  parts.train.class_names = parts.test.class_names = files.class_names;
  int in_class = 0;
  for (std::size_t i = 0; i < files.paths.size(); ++i) {
    const bool starts_class = files.has_labels() && i > 0 && files.labels[i] != files.labels[i - 1];
    in_class = starts_class ? 1 : in_class + 1;
    append(k >= 2 && in_class % k == 0 ? parts.test : parts.train, files, i);
  }
  if (parts.test.paths.empty()) {
    throw Error(fmt::format(
        "{}: too few pictures to keep every {}th for testing, and there is no folder val or test",
        folder.string(), k));
  }
  return parts;
}

PictureFilesPair list_parts(const fs::path& train, const fs::path& test) {
  PictureFilesPair parts = {list_pictures(train), list_pictures(test)};
  if (!parts.train.has_labels()) {
    parts.train.class_names = parts.test.class_names;
    return parts;
  }
  const std::vector<std::string>& names = parts.train.class_names;
  for (std::uint16_t& label : parts.test.labels) {
    const std::string& name = parts.test.class_names[label];
    const auto found = std::ranges::lower_bound(names, name);
    if (found == names.end() || *found != name) {
      throw Error(
          fmt::format("{}: there is no class {} in {}", test.string(), name, train.string()));
    }
    label = static_cast<std::uint16_t>(found - names.begin());
  }
  parts.test.class_names = names;
  return parts;
}

}  // namespace isomer::train
