// SPDX-License-Identifier: Apache-2.0
#include "tests/mutation/mutation_number.h"

// What isomer_mutation_pkg.sv asks for.
extern "C" int isomer_mutation_number() { return isomer::mutation_number(); }
