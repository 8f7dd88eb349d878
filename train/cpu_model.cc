// SPDX-License-Identifier: Apache-2.0

#include "train/cpu_model.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include <algorithm>
#include <cstring>

namespace isomer::train {

std::string cpu_model() {
#if defined(__x86_64__)
  // The brand string: 48 characters in three leaves, padded with blanks and zeros.
  constexpr unsigned kFirstLeaf = 0x80000002U;
  unsigned words[12] = {};
  for (unsigned leaf = 0; leaf < 3; ++leaf) {
    unsigned* w = words + std::size_t{4} * leaf;
    if (__get_cpuid(kFirstLeaf + leaf, &w[0], &w[1], &w[2], &w[3]) == 0) return "unknown";
  }
  std::string name(sizeof words, '\0');
  std::memcpy(name.data(), words, sizeof words);
  name.resize(std::min(name.find('\0'), name.size()));
  std::ranges::replace_if(
      name, [](char c) { return c < ' ' || c > '~'; }, ' ');
  const std::size_t first = name.find_first_not_of(' ');
  if (first == std::string::npos) return "unknown";
  return name.substr(first, name.find_last_not_of(' ') + 1 - first);
#else
  return "unknown";
#endif
}

}  // namespace isomer::train
