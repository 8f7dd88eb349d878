// SPDX-License-Identifier: Apache-2.0
#include "sim/rtl/rtl_machine.h"

#include <fmt/format.h>

#include "isa/container/error.h"
#include "sim/rtl/variants.h"

namespace isomer {
namespace {

struct Variant {
  const char* name;
  std::unique_ptr<RtlMachine> (*make)(const Machine& machine, std::uint64_t seed);
};
constexpr Variant kVariants[] = {
    {"tiny", make_tiny}, {"base", make_base}, {"wide", make_wide}, {"nano", make_nano}};

}  // namespace

std::unique_ptr<RtlMachine> make_rtl_machine(const Machine& machine, std::uint64_t seed) {
  std::string names;
  for (const Variant& variant : kVariants) {
    if (hash(find_machine(variant.name)) == hash(machine)) return variant.make(machine, seed);
    names += fmt::format("{}'{}'", names.empty() ? "" : ", ", variant.name);
  }
  throw Error(
      fmt::format("no RTL of machine '{}' ({:016x}) in this build, only {}: add it as "
                  "rtl/README.md says (isomer_generate, then isomer_add_machine) and build again",
                  machine.name, hash(machine), names));
}

}  // namespace isomer
