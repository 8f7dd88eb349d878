// SPDX-License-Identifier: Apache-2.0
#include "sim/device.h"

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
  switch (trap) {
    case Trap::none:
      return "none";
    case Trap::illegal_opcode:
      return "illegal_opcode";
    case Trap::reserved_bits:
      return "reserved_bits";
    case Trap::zero_count:
      return "zero_count";
    case Trap::illegal_enumeration:
      return "illegal_enumeration";
    case Trap::absent_feature:
      return "absent_feature";
    case Trap::fetch_bus:
      return "fetch_bus";
    case Trap::load_bus:
      return "load_bus";
    case Trap::store_bus:
      return "store_bus";
    case Trap::missing_halt:
      return "missing_halt";
  }
  return "unknown trap";
}

}  // namespace isomer
