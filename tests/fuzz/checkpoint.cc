// SPDX-License-Identifier: Apache-2.0
//
// Checkpoints of training, restored into the model of checkpoint_model.h.

#include "train/checkpoint.h"

#include "tests/fuzz/checkpoint_model.h"
#include "tests/fuzz/reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace isomer;
  const fuzz::Input input(data, size);
  static fuzz::MemoryFile file;
  static train::ThreadTeam team(1);
  static train::Model model = fuzz::checkpoint_model(team);
  file.write(fuzz::with_checksum(input));
  return fuzz::refuse_or_read(
      [&] { train::Checkpoint(file.path(), fuzz::kCheckpointRecipe).restore(model); });
}
