// SPDX-License-Identifier: Apache-2.0
//
// The one exception type of the project.

#ifndef ISA_CONTAINER_ERROR_H_
#define ISA_CONTAINER_ERROR_H_

#include <stdexcept>

namespace isomer {

// Something outside the program is wrong: a file, an option, a network, a machine. The message is a
// sentence that names the file, layer, instruction or option, and says what to do about it.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace isomer

#endif  // ISA_CONTAINER_ERROR_H_
