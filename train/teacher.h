// SPDX-License-Identifier: Apache-2.0
//
// The frozen copy of the float model that a quantised one learns from and is measured against:
// masters and running statistics.

#ifndef TRAIN_TEACHER_H_
#define TRAIN_TEACHER_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "train/model/model.h"

namespace isomer::train {

// The arrays of a model that decide its float answers, in a fixed order: every parameter by its
// name, then "LAYER.mean" and "LAYER.variance" of every batch norm.
struct NamedArray {
  std::string name;
  std::vector<float>* values;
};
std::vector<NamedArray> state_arrays(Model& model);

struct Teacher {
  struct Array {
    std::string name;
    std::vector<float> values;
  };
  std::string model;  // the recipe's name for the topology
  std::vector<Array> arrays;

  bool is_empty() const { return arrays.empty(); }
};

Teacher teacher_of(Model& model, const std::string& name);

// Makes `model` the teacher, moments aside. Error, with `where` as its first words, when one has an
// array that the other has not.
void give(const Teacher& teacher, Model& model, const std::string& where);

// XXH3-64 of the bytes of all arrays, little-endian, as 16 hexadecimal digits.
std::string hash_of(const Teacher& teacher);

// Container "ISOMTCH1": "state" (JSON: model, names, sizes) and "arrays". Written atomically; Error
// when the file is corrupt.
void save_teacher(const Teacher& teacher, const std::filesystem::path& path);
Teacher load_teacher(const std::filesystem::path& path);

// The same as sections of another container.
std::vector<std::byte> encode_teacher_state(const Teacher& teacher);
std::vector<std::byte> encode_teacher_arrays(const Teacher& teacher);
Teacher decode_teacher(std::span<const std::byte> state, std::span<const std::byte> arrays,
                       const std::string& file);

}  // namespace isomer::train

#endif  // TRAIN_TEACHER_H_
