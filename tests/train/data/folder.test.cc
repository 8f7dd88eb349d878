// SPDX-License-Identifier: Apache-2.0

#include "train/data/folder.h"

#include <catch2/catch.hpp>

#include "isa/container/error.h"
#include "tests/train/data/pictures.h"
#include "train/data/loader.h"

namespace isomer::train {
namespace {

using Labels = std::vector<std::uint16_t>;
using Names = std::vector<std::string>;
using Catch::Contains;

constexpr FolderOptions kSmall = {.height = 2, .width = 2, .channels = 3, .test_every = 3};

// A picture of one grey.
Bytes flat(std::uint8_t grey) { return png({2, 2, 1, Bytes(4, grey)}); }

// The grey each picture shows.
Bytes greys(const Dataset& data) {
  Bytes all;
  for (int i = 0; i < data.size(); ++i) all.push_back(pixels_of(data, i).at(11));
  return all;
}

DatasetPair load(const TemporaryFolder& folder, const FolderOptions& options = kSmall,
                 const FolderProgress& progress = {}) {
  ThreadTeam team(2);
  return load_folder(folder.path(), options, team, progress);
}

TEST_CASE("a folder like ImageNet's is read by class and name", "[train][data][folder]") {
  const TemporaryFolder folder;
  folder.write("train/n02/b.png", flat(2));
  folder.write("train/n02/a.JPEG", flat(1));  // a PNG, whatever its name says
  folder.write("train/n01/x.jpg", jpeg({2, 2, 1, Bytes(4, 200)}));
  folder.write("train/n10/c.png", flat(3));
  folder.write("train/n10/.hidden.png", flat(9));
  folder.write("train/n10/notes.txt", {1, 2, 3});
  folder.write("train/README", {1});
  folder.write("val/n10/v.png", flat(40));
  folder.write("val/n01/v.PNG", flat(50));
  const DatasetPair data = load(folder);
  CHECK(data.train.class_names == Names{"n01", "n02", "n10"});
  CHECK(data.train.classes == 3);
  CHECK(data.train.labels == Labels{0, 1, 1, 2});
  CHECK(greys(data.train) == Bytes{200, 1, 2, 3});
  CHECK(data.test.class_names == data.train.class_names);
  CHECK(data.test.labels == Labels{0, 2});
  CHECK(greys(data.test) == Bytes{50, 40});
  CHECK(data.train.image_bytes() == 12);
}

TEST_CASE("every third picture of a class is kept for testing", "[train][data][folder]") {
  const TemporaryFolder folder;
  for (std::uint8_t i = 0; i < 7; ++i) {
    folder.write("cats/" + std::to_string(i) + ".png", flat(i));
    if (i < 4) {
      folder.write("dogs/" + std::to_string(i) + ".png", flat(static_cast<std::uint8_t>(100 + i)));
    }
  }
  const DatasetPair data = load(folder);
  CHECK(greys(data.train) == Bytes{0, 1, 3, 4, 6, 100, 101, 103});
  CHECK(greys(data.test) == Bytes{2, 5, 102});
  CHECK(data.train.labels == Labels{0, 0, 0, 0, 0, 1, 1, 1});
  CHECK(data.test.labels == Labels{0, 0, 1});
}

TEST_CASE("pictures without class folders have no labels", "[train][data][folder]") {
  const TemporaryFolder folder;
  for (std::uint8_t i = 0; i < 4; ++i) folder.write(std::to_string(i) + ".png", flat(i));
  const DatasetPair data = load(folder);
  CHECK(greys(data.train) == Bytes{0, 1, 3});
  CHECK(greys(data.test) == Bytes{2});
  CHECK_FALSE(data.train.has_labels());
  CHECK(data.train.classes == 0);
  CHECK(data.train.name == folder.path().filename());
  ThreadTeam team(1);
  CHECK(load_folder(folder.path() / "", kSmall, team).train.name == data.train.name);
}

TEST_CASE("an unlabelled train folder takes the classes of val", "[train][data][folder]") {
  const TemporaryFolder folder;
  folder.write("train/a.png", flat(1));
  folder.write("val/cats/b.png", flat(2));
  folder.write("val/dogs/b.png", flat(3));
  const DatasetPair data = load(folder);
  CHECK_FALSE(data.train.has_labels());
  CHECK(data.train.classes == 2);
  CHECK(data.test.labels == Labels{0, 1});
}

TEST_CASE("what does not fit into memory is decoded for each batch", "[train][data][folder]") {
  const TemporaryFolder folder;
  for (std::uint8_t i = 0; i < 60; ++i) {
    folder.write("train/c" + std::to_string(i % 3) + "/" + std::to_string(i) + ".png",
                 png(gradient(5 + i % 4, 9, i % 2 == 0 ? 1 : 3)));
  }
  folder.write("val/c0/a.png", flat(7));
  FolderOptions options = kSmall;
  std::vector<std::pair<int, int>> calls;
  const DatasetPair stored =
      load(folder, options, [&](int done, int total) { calls.emplace_back(done, total); });
  CHECK(calls == std::vector<std::pair<int, int>>{{60, 61}, {61, 61}});
  options.memory = 60 * 12 - 1;  // one byte too few for the training part
  calls.clear();
  const DatasetPair lazy =
      load(folder, options, [&](int done, int total) { calls.emplace_back(done, total); });
  CHECK(calls == std::vector<std::pair<int, int>>{{1, 1}});
  const std::vector<int> indices = shuffled(60, 1, 0);
  ThreadTeam team(2);
  Bytes a(60 * 12);
  Bytes b(60 * 12);
  const Format format = input_format(3, 8);
  for (const auto& [data, out] : {std::pair{&stored, &a}, std::pair{&lazy, &b}}) {
    load_batch(team, data->train, indices, {.flip = true, .crop = 1}, 1, 0, format,
               {kernels::nhwc::Storage::s8, out->data()});
  }
  CHECK(a == b);
  CHECK(a != Bytes(60 * 12));
  std::filesystem::remove_all(folder.path() / "train");
  CHECK_THROWS_AS(pixels_of(lazy.train, 5), Error);
}

TEST_CASE("folders that are wrong are refused with a sentence", "[train][data][folder][hostile]") {
  const TemporaryFolder folder;
  CHECK_THROWS_WITH(load(folder), Contains("holds neither pictures"));
  folder.write("cats/a.png", flat(1));
  CHECK_THROWS_WITH(load(folder), Contains("too few pictures to keep every 3th"));
  folder.write("dogs/a.txt", {1});
  CHECK_THROWS_WITH(load(folder), Contains("dogs: the folder of a class without a picture"));
  folder.write("stray.png", flat(1));
  CHECK_THROWS_WITH(load(folder), Contains("stray.png") && Contains("beside folders"));
  folder.write("train/cats/a.png", flat(1));
  folder.write("val/cows/a.png", flat(1));
  CHECK_THROWS_WITH(load(folder), Contains("there is no class cows"));
  folder.write("val/cows/a.png", {1, 2});
  folder.write("train/cows/a.png", {1, 2});
  CHECK_THROWS_WITH(load(folder), Contains("cows/a.png: is neither PNG nor JPEG"));
  FolderOptions options = kSmall;
  options.width = 5000;
  CHECK_THROWS_WITH(load(folder, options), Contains("2 x 5000"));
  options = kSmall;
  options.channels = 2;
  CHECK_THROWS_WITH(load(folder, options), Contains("2 channels"));
  ThreadTeam team(1);
  CHECK_THROWS_WITH(load_folder(folder.path() / "nowhere", kSmall, team), Contains("--data"));
}

}  // namespace
}  // namespace isomer::train
