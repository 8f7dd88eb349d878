// SPDX-License-Identifier: Apache-2.0
//
// One value per lane, in the compiler's own vector arithmetic: each operation acts on every lane,
// a comparison gives -1 or 0 in each.

#ifndef SIM_MACHINE_LANES_H_
#define SIM_MACHINE_LANES_H_

#include <cstddef>

namespace isomer {

template <typename T, std::size_t kCount>
struct LanesOf {
  typedef T Type __attribute__((vector_size(kCount * sizeof(T))));
};

// kCount values of type T, kCount a power of two.
template <typename T, std::size_t kCount>
using Lanes = typename LanesOf<T, kCount>::Type;

}  // namespace isomer

#endif  // SIM_MACHINE_LANES_H_
