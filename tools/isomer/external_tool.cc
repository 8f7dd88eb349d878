// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/external_tool.h"

#include <fmt/core.h>

#include <chrono>
#include <cstdlib>
#include <memory>

#include "isa/container/container.h"
#include "isa/container/error.h"
#include "isa/container/output_file.h"
#include "tools/isomer/child.h"

namespace isomer {
namespace {

constexpr double kPeriod = 10;  // seconds between two lines

// Standard output and error of the program as one.
Child start(const ExternalTool& tool, const std::vector<std::string>& arguments,
            const std::filesystem::path& folder, std::uint64_t limit_seconds = 0) {
  std::string script = R"(cd "$0" && exec "$@" 2>&1)";
  if (limit_seconds > 0) script = fmt::format("ulimit -S -t {} && {}", limit_seconds, script);
  std::vector<std::string> words = {"-c", script, folder, tool.program};
  words.insert(words.end(), arguments.begin(), arguments.end());
  return Child("/bin/sh", words);
}

// False at the end; the line without its end.
bool read_line(std::FILE* file, std::string* line) {
  struct Free {
    void operator()(char* text) const { std::free(text); }
  };
  char* buffer = nullptr;
  std::size_t size = 0;
  const ssize_t length = getline(&buffer, &size, file);
  const std::unique_ptr<char, Free> owner(buffer);
  if (length < 0) return false;
  line->assign(buffer, static_cast<std::size_t>(length));
  if (line->ends_with('\n')) line->pop_back();
  return true;
}

}  // namespace

std::string version_of(const ExternalTool& tool) {
  Child child = start(tool, {tool.version_flag}, ".");
  std::string line;
  read_line(child.output(), &line);
  if (child.wait() != 0) {
    throw Error(
        fmt::format("{} cannot be run: install it, on Debian with `apt-get install {}` or "
                    "tools/setup",
                    tool.program, tool.package));
  }
  return line;
}

int run_tool(const ExternalTool& tool, const std::vector<std::string>& arguments,
             const std::filesystem::path& folder, const std::string& log, const std::string& label,
             std::uint64_t limit_seconds) {
  using Clock = std::chrono::steady_clock;
  OutputFile file(folder / log);
  const auto begin = Clock::now();
  double next = kPeriod;
  Child child = start(tool, arguments, folder, limit_seconds);
  std::string line;
  std::string step;
  while (read_line(child.output(), &line)) {
    std::fprintf(file.stream(), "%s\n", line.c_str());
    if (line.find("Executing") != std::string::npos || line.starts_with("Info: ")) step = line;
    const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    if (seconds < next) continue;
    next = seconds + kPeriod;
    fmt::print(stderr, "{}: {}, {:.0f} s, {:.60}\n", label, tool.program, seconds, step);
  }
  const int code = child.wait();
  file.commit();
  return code;
}

std::string read_text(const std::filesystem::path& path) {
  const std::vector<std::byte> bytes = read_file(path);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string complaint_in(const std::string& log) {
  const std::size_t begin = log.rfind("ERROR");
  if (begin == std::string::npos) return "it does not say why";
  return log.substr(begin, log.find('\n', begin) - begin);
}

}  // namespace isomer
