// SPDX-License-Identifier: Apache-2.0

#include "train/data/glyphs.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "isa/container/error.h"

namespace isomer::train {
namespace {

struct Point {
  double x;
  double y;
};

using Stroke = std::vector<Point>;

// The digits as polylines in the unit square, y downwards.
const std::array<std::vector<Stroke>, 10>& digit_strokes() {
  static const std::array<std::vector<Stroke>, 10> strokes = {{
      {{{.5, .1},
        {.7, .2},
        {.78, .5},
        {.7, .8},
        {.5, .9},
        {.3, .8},
        {.22, .5},
        {.3, .2},
        {.5, .1}}},
      {{{.35, .25}, {.52, .1}, {.52, .9}}},
      {{{.25, .28}, {.35, .13}, {.55, .1}, {.72, .22}, {.7, .42}, {.25, .9}, {.78, .9}}},
      {{{.27, .15},
        {.5, .1},
        {.71, .2},
        {.68, .4},
        {.45, .48},
        {.7, .57},
        {.74, .76},
        {.52, .9},
        {.25, .84}}},
      {{{.62, .9}, {.62, .1}, {.22, .66}, {.8, .66}}},
      {{{.72, .1},
        {.33, .1},
        {.29, .46},
        {.52, .42},
        {.73, .56},
        {.72, .78},
        {.5, .9},
        {.26, .83}}},
      {{{.66, .1},
        {.4, .3},
        {.26, .62},
        {.35, .86},
        {.56, .9},
        {.73, .77},
        {.7, .56},
        {.5, .48},
        {.3, .58}}},
      {{{.22, .1}, {.77, .1}, {.45, .9}}},
      {{{.5, .48},
        {.3, .36},
        {.31, .18},
        {.5, .1},
        {.69, .18},
        {.7, .36},
        {.5, .48},
        {.27, .62},
        {.29, .82},
        {.5, .9},
        {.71, .82},
        {.73, .62},
        {.5, .48}}},
      {{{.7, .4},
        {.5, .52},
        {.3, .42},
        {.28, .22},
        {.46, .1},
        {.66, .15},
        {.72, .35},
        {.68, .6},
        {.5, .9}}},
  }};
  return strokes;
}

// The squared distance from p to the segment from a to b.
double squared_distance(Point p, Point a, Point b) {
  const double dx = b.x - a.x;
  const double dy = b.y - a.y;
  const double along = ((p.x - a.x) * dx + (p.y - a.y) * dy) / (dx * dx + dy * dy);
  const double t = std::clamp(along, 0.0, 1.0);
  const double ex = p.x - a.x - t * dx;
  const double ey = p.y - a.y - t * dy;
  return ex * ex + ey * ey;
}

// A random affine map about the centre of the unit square.
class Affine {
 public:
  Affine(const RandomStream& random, std::uint64_t element) {
    const auto between = [&](double lo, double hi) {
      return lo + (hi - lo) * random.uniform(element++);
    };
    const double angle = between(-0.3, 0.3);
    const double shear = between(-0.3, 0.3);
    const double scale_x = between(0.7, 1.1);
    const double scale_y = between(0.7, 1.05);
    shift_ = {between(-0.12, 0.12), between(-0.12, 0.12)};
    xx_ = scale_x * std::cos(angle);
    xy_ = scale_y * (shear * std::cos(angle) - std::sin(angle));
    yx_ = scale_x * std::sin(angle);
    yy_ = scale_y * (shear * std::sin(angle) + std::cos(angle));
  }
  static constexpr std::uint64_t kElements = 6;

  Point operator()(Point p) const {
    const double x = p.x - 0.5;
    const double y = p.y - 0.5;
    return {0.5 + shift_.x + xx_ * x + xy_ * y, 0.5 + shift_.y + yx_ * x + yy_ * y};
  }

 private:
  Point shift_ = {};
  double xx_ = 1, xy_ = 0, yx_ = 0, yy_ = 1;
};

Dataset make_part(const GlyphOptions& options, Purpose purpose, int images) {
  Dataset data;
  data.name = "glyphs";
  data.height = data.width = options.size;
  std::vector<std::uint8_t> pixels;
  pixels.reserve(static_cast<std::size_t>(images) * data.image_bytes());
  for (int i = 0; i < images; ++i) {
    const RandomStream random(options.seed, purpose, 0, static_cast<std::uint32_t>(i));
    const std::vector<std::uint8_t> image = draw_glyph(i % 10, options.size, random);
    pixels.insert(pixels.end(), image.begin(), image.end());
    data.labels.push_back(static_cast<std::uint16_t>(i % 10));
  }
  data.images = std::make_shared<StoredImages>(std::move(pixels), data.image_bytes());
  return data;
}

}  // namespace

std::vector<std::uint8_t> draw_glyph(int digit, int size, const RandomStream& random) {
  const Affine affine(random, 0);
  std::uint64_t element = Affine::kElements;
  const double radius = 0.035 + 0.04 * random.uniform(element++);
  const double contrast = 0.4 + 0.6 * random.uniform(element++);
  const double noise = 0.3 * random.uniform(element++);
  const double jitter = 0.05;  // of every corner, in both directions
  std::vector<Stroke> strokes = digit_strokes()[static_cast<std::size_t>(digit)];
  for (Stroke& stroke : strokes) {
    for (Point& p : stroke) {
      p.x += jitter * (2 * random.uniform(element) - 1);
      p.y += jitter * (2 * random.uniform(element + 1) - 1);
      p = affine(p);
      element += 2;
    }
  }
  const double edge = 0.7 / size;  // half the width of the antialiased border
  const std::uint64_t first_noise = element;
  std::vector<std::uint8_t> image;
  for (int y = 0; y < size; ++y) {
    for (int x = 0; x < size; ++x) {
      const Point p = {(x + 0.5) / size, (y + 0.5) / size};
      double nearest = 4;
      for (const Stroke& stroke : strokes) {
        for (std::size_t i = 0; i + 1 < stroke.size(); ++i) {
          nearest = std::min(nearest, squared_distance(p, stroke[i], stroke[i + 1]));
        }
      }
      const double ink = std::clamp((radius + edge - std::sqrt(nearest)) / (2 * edge), 0.0, 1.0);
      const double grain = noise * (2 * random.uniform(first_noise + image.size()) - 1);
      const double level = std::clamp(contrast * ink + grain, 0.0, 1.0);
      image.push_back(static_cast<std::uint8_t>(std::floor(255 * level + 0.5)));
    }
  }
  return image;
}

DatasetPair make_glyphs(const GlyphOptions& options) {
  if (options.size < 8 || options.size > 256) {
    throw Error(fmt::format("glyphs: a size of {} pixels is not in 8..256", options.size));
  }
  constexpr int kMaxImages = 1000000;
  for (const int images : {options.train_images, options.test_images}) {
    if (images < 1 || images > kMaxImages) {
      throw Error(fmt::format("glyphs: {} images are not in 1..{}", images, kMaxImages));
    }
  }
  return {make_part(options, Purpose::glyph_train, options.train_images),
          make_part(options, Purpose::glyph_test, options.test_images)};
}

}  // namespace isomer::train
