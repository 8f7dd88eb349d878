// SPDX-License-Identifier: Apache-2.0
//
// What a device runs, complete: a separate process needs this file and input images, nothing else.

#ifndef ISA_PROGRAM_PROGRAM_H_
#define ISA_PROGRAM_PROGRAM_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "isa/arithmetic/format.h"
#include "isa/instructions/word.h"

namespace isomer {

inline constexpr int kSegments = 8;

// One segment of device memory; base registers point at them. Addresses in instructions are
// segment + offset in units of 16 bytes.
struct Segment {
  std::string name;             // "constants", "input", "output", "scratch"
  std::uint64_t bytes = 0;      // size in device memory, a multiple of 16
  std::vector<std::byte> data;  // initial content from offset 0; the rest is zero
};

enum class Layout {
  planes,  // [group][row][column] words of R channels; row pitch and plane pitch in bytes
  packed,  // [row] bytes of columns * channels, horizontal padding included as zero bytes
};

// Where one logical tensor (channels x height x width) lives in device memory.
struct TensorEntry {
  std::string name;
  int channels = 1;
  int height = 1;
  int width = 1;
  Format format;
  int segment = 0;
  std::uint64_t offset = 0;  // bytes
  Layout layout = Layout::planes;
  std::uint64_t row_bytes = 0;    // distance of two rows, a multiple of 16
  std::uint64_t plane_bytes = 0;  // distance of two channel groups (layout planes)
  int pad_left = 0;               // columns of zeros before column 0 (layout packed)
  int pad_right = 0;
  // Layout planes: channels of each part, which starts on a word of its own; empty: one part.
  std::vector<int> parts = {};
  int image = 0;  // of the batch
};

// Source map: which layer, tile and tensor an instruction belongs to.
struct SourceLine {
  int layer = -1;    // index into Program::layers, -1: none
  std::string tile;  // "rows 0:8 columns 0:28 channels 0:16"
  int tensor = -1;   // index into Program::tensors, -1: none
};

struct Program {
  std::string name;
  std::string machine;             // name of the configuration
  std::uint64_t machine_hash = 0;  // a device with another hash refuses the program
  std::vector<Word> instructions;
  std::vector<Segment> segments;     // at most kSegments; index = segment field
  std::vector<TensorEntry> tensors;  // those that are in device memory after a run, the input first
  std::vector<std::string> layers;
  std::vector<SourceLine> source;  // empty, or one per instruction
  int input = -1;                  // index into tensors
  int output = -1;                 // both of image 0
  int batch = 1;                   // images that one run computes
  std::uint64_t macs = 0;          // share-of-peak numerator: C_out*OH*OW*KH*KW*C_in per layer
};

// The devices' memory is addressed within these bounds; a file that asks for more is refused.
inline constexpr std::uint64_t kMaxDeviceBytes = std::uint64_t{1} << 30;  // sum of all segments

// Container "ISOMPRG1", sections "meta" (JSON), "code", "segment.N". Error names the file and
// fault.
void save_program(const Program& program, const std::filesystem::path& path);
Program load_program(const std::filesystem::path& path);  // validated

// The same on bytes; `file` is only for messages.
std::vector<std::byte> encode_program(const Program& program);
Program decode_program(std::span<const std::byte> bytes, std::string_view file);

// Checks sizes, ranges and that every tensor lies inside its segment; Error names the entry.
void validate(const Program& program);

// Writes the logical tensor (values[c][h][w], int32 each) into `segment` bytes, and reads it back.
// Padding lanes are written as zero. `word_elements` is R of the machine, `element_bytes` 1 or 2.
void write_tensor(const TensorEntry& tensor, int word_elements, int element_bytes,
                  std::span<const std::int32_t> values, std::span<std::byte> segment);
std::vector<std::int32_t> read_tensor(const TensorEntry& tensor, int word_elements,
                                      int element_bytes, std::span<const std::byte> segment);

}  // namespace isomer

#endif  // ISA_PROGRAM_PROGRAM_H_
