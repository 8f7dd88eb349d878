// SPDX-License-Identifier: Apache-2.0
#include "sim/machine/execute.h"

#include <type_traits>
#include <variant>

namespace isomer {

Trap execute(State& state, const Operands& operands) {
  return std::visit(
      [&state](const auto& fields) {
        using Op = std::decay_t<decltype(fields)>;
        if constexpr (std::is_same_v<Op, Load>) {
          return execute(state, fields) ? Trap::none : Trap::load_bus;
        } else if constexpr (std::is_same_v<Op, Store>) {
          return execute(state, fields) ? Trap::none : Trap::store_bus;
        } else {
          if constexpr (!std::is_same_v<Op, Halt> && !std::is_same_v<Op, Sync>)
            execute(state, fields);
          return Trap::none;
        }
      },
      operands);
}

}  // namespace isomer
