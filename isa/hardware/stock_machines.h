// SPDX-License-Identifier: Apache-2.0
//
// The machine files that are compiled in.

#ifndef ISA_HARDWARE_STOCK_MACHINES_H_
#define ISA_HARDWARE_STOCK_MACHINES_H_

#include <span>
#include <string_view>

namespace isomer {

struct StockMachine {
  std::string_view name;
  std::string_view toml;
};

std::span<const StockMachine> embedded_machines();

}  // namespace isomer

#endif  // ISA_HARDWARE_STOCK_MACHINES_H_
