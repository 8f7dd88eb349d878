// SPDX-License-Identifier: Apache-2.0
//
// "Did you mean": the legal word nearest to a mistyped one, for error messages.

#ifndef ISA_CONTAINER_SUGGESTION_H_
#define ISA_CONTAINER_SUGGESTION_H_

#include <span>
#include <string>
#include <string_view>

namespace isomer {

// The candidate with the smallest edit distance (insert, delete, replace) to `word`, the first of
// equals; empty when none is nearer than half of the word.
std::string nearest(std::string_view word, std::span<const std::string> candidates);

// "; did you mean 'x'?" or, without a near candidate, "; legal: a, b, c".
std::string suggestion(std::string_view word, std::span<const std::string> candidates);

}  // namespace isomer

#endif  // ISA_CONTAINER_SUGGESTION_H_
