// SPDX-License-Identifier: Apache-2.0
//
// What a command found, as an ordered JSON object: shown as text, saved as JSON or CSV, one source
// for all three. Scalars are facts, arrays of flat objects are tables, objects are groups of facts.

#ifndef TOOLS_ISOMER_REPORT_H_
#define TOOLS_ISOMER_REPORT_H_

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

namespace isomer {

using Report = nlohmann::ordered_json;

// "key  value" lines, then each group and table under its name. Numbers stand to the right in
// tables; null is "-". {"a": 1, "t": [{"x": 2}]} is "a  1\n\nt:\n  x\n  2\n".
std::string to_text(const Report& report);

// A table, or one flat object as a table of one row, with a header line. Columns are those of the
// first row.
std::string to_csv(const Report& rows);

// Written atomically; an empty path is no file.
void save_json(const Report& report, const std::filesystem::path& path);
void save_csv(const Report& rows, const std::filesystem::path& path);

// To so many decimals, for rates and shares that people read.
double rounded(double value, int decimals);

}  // namespace isomer

#endif  // TOOLS_ISOMER_REPORT_H_
