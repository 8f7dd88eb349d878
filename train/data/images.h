// SPDX-License-Identifier: Apache-2.0
//
// Where the pixels of a data set are.

#ifndef TRAIN_DATA_IMAGES_H_
#define TRAIN_DATA_IMAGES_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace isomer::train {

using PixelView = std::span<const std::uint8_t>;

// Images of one size, [row][column][channel]. All members may be called by several threads at once.
class Images {
 public:
  virtual ~Images() = default;
  virtual int size() const = 0;
  // Image `index` of [0, size): a view of the memory it is in, or of `scratch`, which it was put
  // into and which must then outlive the view. Error when a file cannot be decoded.
  virtual PixelView image(int index, std::vector<std::uint8_t>& scratch) const = 0;
};

// Images in memory. `pixels` is a whole number of images of `image_bytes` > 0.
class StoredImages : public Images {
 public:
  StoredImages(std::vector<std::uint8_t> pixels, std::size_t image_bytes);
  int size() const override;
  PixelView image(int index, std::vector<std::uint8_t>& scratch) const override;

 private:
  std::vector<std::uint8_t> pixels_;
  std::size_t image_bytes_;
};

// Some of other images, in an order of their own.
class SelectedImages : public Images {
 public:
  SelectedImages(std::shared_ptr<const Images> all, std::vector<int> indices);
  int size() const override;
  PixelView image(int index, std::vector<std::uint8_t>& scratch) const override;

 private:
  std::shared_ptr<const Images> all_;
  std::vector<int> indices_;
};

}  // namespace isomer::train

#endif  // TRAIN_DATA_IMAGES_H_
