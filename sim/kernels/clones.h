// SPDX-License-Identifier: Apache-2.0
//
// ISOMER_CLONES, for the kernels.

#ifndef SIM_KERNELS_CLONES_H_
#define SIM_KERNELS_CLONES_H_

#include "isa/arithmetic/clones.h"

#endif  // SIM_KERNELS_CLONES_H_
