// SPDX-License-Identifier: Apache-2.0
//
// PNG and JPEG files of picture folders, cropped and resized as training does.

#include "train/data/picture.h"

#include "tests/fuzz/reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace isomer;
  const fuzz::Input input(data, size);
  return fuzz::refuse_or_read([&] {
    const train::Picture picture = train::decode_picture(input, "fuzz");
    train::crop_and_resize(train::with_channels(picture, 3), 8, 8);
  });
}
