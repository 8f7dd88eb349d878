// SPDX-License-Identifier: Apache-2.0

#include "tests/support/oracle_layers.h"

#include <optional>
#include <stdexcept>

namespace oracle {
namespace {

// Calls visit(ky, kx, value) for every element of channel c under output (oy, ox).
template <typename Visit>
void for_each_covered(const Tensor& x, const Window& window, int oy, int ox, int c, Visit visit) {
  for (int ky = 0; ky < window.kernel_h; ++ky) {
    for (int kx = 0; kx < window.kernel_w; ++kx) {
      const int iy = oy * window.stride_h + ky - window.pad_top;
      const int ix = ox * window.stride_w + kx - window.pad_left;
      if (iy < 0 || iy >= x.height || ix < 0 || ix >= x.width) continue;
      visit(ky, kx, x.at(c, iy, ix));
    }
  }
}

}  // namespace

Tensor::Tensor(int channels_in, int height_in, int width_in)
    : channels(channels_in), height(height_in), width(width_in) {
  d.resize(static_cast<std::size_t>(channels) * static_cast<std::size_t>(height) *
           static_cast<std::size_t>(width));
}

std::int64_t& Tensor::at(int c, int y, int x) {
  return d.at(static_cast<std::size_t>((c * height + y) * width + x));
}

std::int64_t Tensor::at(int c, int y, int x) const {
  return d.at(static_cast<std::size_t>((c * height + y) * width + x));
}

int Window::out_height(const Tensor& x) const {
  return (x.height + pad_top + pad_bottom - kernel_h) / stride_h + 1;
}

int Window::out_width(const Tensor& x) const {
  return (x.width + pad_left + pad_right - kernel_w) / stride_w + 1;
}

Tensor convolution_accumulators(const Tensor& x, const Weighted& layer, const Window& window) {
  Tensor acc(layer.out_channels, window.out_height(x), window.out_width(x));
  const int taps = window.kernel_h * window.kernel_w;
  const int inputs = x.channels / layer.groups;  // of one group
  const int outputs = layer.out_channels / layer.groups;
  for (int o = 0; o < acc.channels; ++o) {
    for (int oy = 0; oy < acc.height; ++oy) {
      for (int ox = 0; ox < acc.width; ++ox) {
        Wide sum = layer.bias.at(static_cast<std::size_t>(o)) * power_of_two(layer.bias_shift);
        for (int i = 0; i < inputs; ++i) {
          const int c = o / outputs * inputs + i;
          for_each_covered(x, window, oy, ox, c, [&](int ky, int kx, std::int64_t value) {
            const int w = (o * inputs + i) * taps + ky * window.kernel_w + kx;
            sum += Wide{value} * layer.weights.at(static_cast<std::size_t>(w));
          });
        }
        acc.at(o, oy, ox) = wrapped(sum, layer.accumulator_bits);
      }
    }
  }
  return acc;
}

Tensor convolution(const Tensor& x, const Weighted& layer, const Window& window,
                   const Tensor* residual) {
  Tensor y = convolution_accumulators(x, layer, window);
  const std::size_t pixels = y.d.size() / static_cast<std::size_t>(y.channels);
  for (std::size_t k = 0; k < y.d.size(); ++k) {
    Post chain = layer.post;
    if (chain.has_affine) {
      chain.w_c = layer.scale.at(k / pixels);
      chain.b_c = layer.offset.at(k / pixels);
    }
    if (chain.has_residual) chain.r = residual->d.at(k);
    y.d[k] = post(y.d[k], chain);
  }
  return y;
}

Tensor fully_connected(const Tensor& x, const Weighted& layer) {
  Tensor y(layer.out_channels, 1, 1);
  for (std::size_t o = 0; o < y.d.size(); ++o) {
    Wide sum = layer.bias.at(o) * power_of_two(layer.bias_shift);
    for (std::size_t i = 0; i < x.d.size(); ++i) {
      sum += Wide{x.d[i]} * layer.weights.at(o * x.d.size() + i);
    }
    y.d[o] = post(wrapped(sum, layer.accumulator_bits), layer.post);
  }
  return y;
}

Tensor max_pool(const Tensor& x, const Window& window) {
  Tensor y(x.channels, window.out_height(x), window.out_width(x));
  for (int c = 0; c < y.channels; ++c) {
    for (int oy = 0; oy < y.height; ++oy) {
      for (int ox = 0; ox < y.width; ++ox) {
        std::optional<std::int64_t> most;
        for_each_covered(x, window, oy, ox, c, [&](int, int, std::int64_t value) {
          if (!most || value > *most) most = value;
        });
        if (!most) throw std::invalid_argument("max_pool: a window covers only padding");
        y.at(c, oy, ox) = *most;
      }
    }
  }
  return y;
}

Tensor average_pool(const Tensor& x, const Window& window, int s, std::int64_t lo, std::int64_t hi,
                    Mode mode) {
  Tensor y(x.channels, window.out_height(x), window.out_width(x));
  for (int c = 0; c < y.channels; ++c) {
    for (int oy = 0; oy < y.height; ++oy) {
      for (int ox = 0; ox < y.width; ++ox) {
        std::vector<std::int64_t> covered(
            static_cast<std::size_t>(window.kernel_h * window.kernel_w));
        for_each_covered(x, window, oy, ox, c, [&](int ky, int kx, std::int64_t value) {
          covered.at(static_cast<std::size_t>(ky * window.kernel_w + kx)) = value;
        });
        y.at(c, oy, ox) = average(covered, s, lo, hi, mode);
      }
    }
  }
  return y;
}

}  // namespace oracle
