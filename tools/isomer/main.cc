// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/command.h"

int main(int argc, char** argv) { return isomer::run_isomer({argv + 1, argv + argc}); }
