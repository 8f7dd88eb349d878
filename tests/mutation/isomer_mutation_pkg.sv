// SPDX-License-Identifier: Apache-2.0
//
// Which of the faults with a name lives in this process.
package isomer_mutation_pkg;

  import "DPI-C" function int isomer_mutation_number();

  int number = isomer_mutation_number();

endpackage : isomer_mutation_pkg
