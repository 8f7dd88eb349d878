// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/trace_waveform.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>

#include "tools/isomer/child.h"
#include "tools/isomer/options.h"

namespace isomer {
namespace {

bool read_number(std::string_view text, std::uint64_t* number) {
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, *number);
  return error == std::errc{} && at == end;
}

}  // namespace

TraceWindow parse_trace_window(const std::vector<std::string>& words) {
  constexpr std::string_view kWindow = "window=";
  constexpr char kHow[] =
      "--trace window=FROM:TO FILE takes two cycles, FROM at most TO, and the file to write; "
      "PROGRAM stands before it";
  if (words.size() != 2 || !words[0].starts_with(kWindow)) throw UsageError(kHow);
  const std::string_view cycles = std::string_view(words[0]).substr(kWindow.size());
  const std::size_t colon = cycles.find(':');
  TraceWindow window;
  window.path = words[1];
  if (colon == cycles.npos || !read_number(cycles.substr(0, colon), &window.from) ||
      !read_number(cycles.substr(colon + 1), &window.to) || window.from > window.to)
    throw UsageError(kHow);
  return window;
}

int run_with_waveform(const Arguments& arguments, const std::vector<std::string>& words) {
  const TraceWindow window = parse_trace_window(words);
  check_outputs({window.path});
  const std::filesystem::path program = this_executable().parent_path() / "isomer-trace-rtl";
  if (!std::filesystem::exists(program))
    throw Error(
        fmt::format("{} is not there: `cmake -B build -DISOMER_RTL_TRACE=ON`, then `cmake --build "
                    "build --target isomer-trace-rtl`, Verilate the RTL for waveforms",
                    program.string()));
  Arguments rest = arguments;
  const auto option = std::find(rest.begin(), rest.end(), "--trace");
  if (option == rest.end()) throw UsageError("write --trace window=FROM:TO FILE, with blanks");
  rest.erase(option, option + 1 + static_cast<std::ptrdiff_t>(words.size()));
  rest.insert(rest.begin(), {program.string(), words[0], words[1], "run"});
  std::vector<char*> pointers;
  for (std::string& word : rest) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  execv(program.c_str(), pointers.data());
  throw Error(fmt::format("{}: {}", program.string(), std::strerror(errno)));
}

}  // namespace isomer
