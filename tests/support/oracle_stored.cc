// SPDX-License-Identifier: Apache-2.0

#include "tests/support/oracle_stored.h"

namespace oracle {

Tensor add(const Tensor& a, const Tensor& b, int e1, int e2, int s3, const Result& result) {
  Tensor y = a;
  for (std::size_t k = 0; k < y.d.size(); ++k) {
    const Wide sum = a.d.at(k) * power_of_two(e1) + b.d.at(k) * power_of_two(e2);
    y.d[k] = rnt(static_cast<std::int64_t>(sum), s3, result.lo, result.hi, result.mode);
  }
  return y;
}

Tensor multiply(const Tensor& a, const Tensor& b, int s, const Result& result) {
  Tensor y = a;
  for (std::size_t k = 0; k < y.d.size(); ++k)
    y.d[k] = rnt(a.d.at(k) * b.d.at(k), s, result.lo, result.hi, result.mode);
  return y;
}

Tensor rescale(const Tensor& x, int s, const Result& result) {
  Tensor y = x;
  for (std::int64_t& element : y.d) element = rnt(element, s, result.lo, result.hi, result.mode);
  return y;
}

Tensor concatenation(const std::vector<Tensor>& parts) {
  Tensor y(0, parts.front().height, parts.front().width);
  for (const Tensor& part : parts) {
    y.channels += part.channels;
    y.d.insert(y.d.end(), part.d.begin(), part.d.end());
  }
  return y;
}

Tensor lookup(const Tensor& x, const std::vector<std::int64_t>& table, bool is_signed) {
  Tensor y = x;
  for (std::int64_t& element : y.d) {
    const std::int64_t remainder = element % 256;
    const std::int64_t pattern =
        table.at(static_cast<std::size_t>(remainder < 0 ? remainder + 256 : remainder));
    element = is_signed && pattern > 127 ? pattern - 256 : pattern;
  }
  return y;
}

Tensor crop(const Tensor& x, int top, int left, int height, int width) {
  Tensor y(x.channels, height, width);
  for (int c = 0; c < y.channels; ++c)
    for (int oy = 0; oy < height; ++oy)
      for (int ox = 0; ox < width; ++ox) y.at(c, oy, ox) = x.at(c, top + oy, left + ox);
  return y;
}

}  // namespace oracle
