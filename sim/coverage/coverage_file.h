// SPDX-License-Identifier: Apache-2.0
//
// Coverage in files: JSON, one entry per machine, which names its groups so that a file from before
// a change of the bins is refused and not misread.

#ifndef SIM_COVERAGE_COVERAGE_FILE_H_
#define SIM_COVERAGE_COVERAGE_FILE_H_

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/coverage/coverage.h"

namespace isomer {

// Replaces the file at once: a reader sees the old one or the new one. Error names the file.
void save_coverage(std::span<const Coverage> machines, const std::filesystem::path& path);
std::vector<Coverage> load_coverage(const std::filesystem::path& path);

// The same on text; `file` is only for messages.
std::string encode_coverage(std::span<const Coverage> machines);
std::vector<Coverage> decode_coverage(std::string_view json, std::string_view file);

// Merges each of `more` into the entry of its machine, or appends it.
void merge_coverage(std::vector<Coverage>& into, std::vector<Coverage> more);

}  // namespace isomer

#endif  // SIM_COVERAGE_COVERAGE_FILE_H_
