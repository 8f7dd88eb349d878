// SPDX-License-Identifier: Apache-2.0
//
// Programs of others that a command needs: yosys, nextpnr.

#ifndef TOOLS_ISOMER_EXTERNAL_TOOL_H_
#define TOOLS_ISOMER_EXTERNAL_TOOL_H_

#include <csignal>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace isomer {

struct ExternalTool {
  const char* program;       // looked up in PATH
  const char* version_flag;  // prints one line with the version
  const char* package;       // of Debian
};

inline constexpr ExternalTool kYosys{"yosys", "-V", "yosys"};
inline constexpr ExternalTool kNextpnrIce40{"nextpnr-ice40", "--version", "nextpnr-ice40"};

// The line that the tool prints; Error says how to install it when it is not there.
std::string version_of(const ExternalTool& tool);

// Runs the tool in `folder` to its end and keeps what it prints in the file `log` there, which
// appears when it ends, however that is. After 10 seconds, and every 10 from then on, a line on
// standard error says for how long it has run, at what it is, and that it works for `label`.
// Returns the exit code; kTimedOut when it was stopped after `limit_seconds` of processor time (0:
// no limit), which depends less on what else the computer does than time by the clock.
int run_tool(const ExternalTool& tool, const std::vector<std::string>& arguments,
             const std::filesystem::path& folder, const std::string& log, const std::string& label,
             std::uint64_t limit_seconds = 0);

inline constexpr int kTimedOut = 128 + SIGXCPU;

// All of a file that a tool wrote; Error when it cannot be read.
std::string read_text(const std::filesystem::path& path);

// The last line of a log that has "ERROR", from there on, or a remark that there is none.
std::string complaint_in(const std::string& log);

}  // namespace isomer

#endif  // TOOLS_ISOMER_EXTERNAL_TOOL_H_
