// SPDX-License-Identifier: Apache-2.0

#include "train/data/images.h"

#include <utility>

namespace isomer::train {

StoredImages::StoredImages(std::vector<std::uint8_t> pixels, std::size_t image_bytes)
    : pixels_(std::move(pixels)), image_bytes_(image_bytes) {}

int StoredImages::size() const { return static_cast<int>(pixels_.size() / image_bytes_); }

PixelView StoredImages::image(int index, std::vector<std::uint8_t>&) const {
  return PixelView(pixels_).subspan(static_cast<std::size_t>(index) * image_bytes_, image_bytes_);
}

SelectedImages::SelectedImages(std::shared_ptr<const Images> all, std::vector<int> indices)
    : all_(std::move(all)), indices_(std::move(indices)) {}

int SelectedImages::size() const { return static_cast<int>(indices_.size()); }

PixelView SelectedImages::image(int index, std::vector<std::uint8_t>& scratch) const {
  return all_->image(indices_[static_cast<std::size_t>(index)], scratch);
}

}  // namespace isomer::train
