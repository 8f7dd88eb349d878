// SPDX-License-Identifier: Apache-2.0
//
// libsystemc brings a main() that calls sc_main; a test program has a main() of its own.
#include <systemc>

int sc_main(int /*argc*/, char* /*argv*/[]) { return 0; }
