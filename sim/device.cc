// SPDX-License-Identifier: Apache-2.0
#include "sim/device.h"

#include <iterator>

namespace isomer {

std::string_view to_string(Status status) {
  switch (status) {
    case Status::idle:
      return "idle";
    case Status::running:
      return "running";
    case Status::done:
      return "done";
    case Status::trap:
      return "trap";
    case Status::deadlock:
      return "deadlock";
    case Status::aborted:
      return "aborted";
  }
  return "unknown status";
}

std::string_view to_string(Trap trap) {
  const auto number = static_cast<std::size_t>(trap);
  return number < std::size(kTrapNames) ? kTrapNames[number] : "unknown trap";
}

}  // namespace isomer
