// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <algorithm>

#include "isa/container/error.h"
#include "isa/network/file.h"
#include "isa/network/weight_coding.h"

namespace isomer {
namespace {

// Any integer of the field's type: validate() knows the range that makes sense.
int number(const Metadata& metadata) {
  constexpr std::int64_t kBound = std::int64_t{1} << 31;
  return static_cast<int>(metadata.integer(-kBound, kBound - 1));
}

// A JSON array of exactly `count` sizes.
std::vector<int> sizes(const Metadata& metadata, std::size_t count) {
  const auto items = metadata.items();
  if (items.size() != count)
    metadata.fail(fmt::format("{} elements instead of {}", items.size(), count));
  std::vector<int> result;
  for (const Metadata& item : items) result.push_back(item.size());
  return result;
}

Rounding read_rounding(const Metadata& metadata) {
  const std::string name = metadata.at("rounding").text();
  const auto rounding = rounding_from_name(name);
  if (!rounding) metadata.fail(fmt::format("'{}' is no rounding", name));
  return *rounding;
}

template <typename Op>
void read_window(const Metadata& metadata, Op& op) {
  const auto kernel = sizes(metadata.at("kernel"), 2);
  const auto stride = sizes(metadata.at("stride"), 2);
  const auto padding = sizes(metadata.at("padding"), 4);
  op.kernel_h = kernel[0];
  op.kernel_w = kernel[1];
  op.stride_h = stride[0];
  op.stride_w = stride[1];
  op.padding = {.top = padding[0], .left = padding[1], .bottom = padding[2], .right = padding[3]};
}

template <typename Op>
void read_result(const Metadata& metadata, Op& op) {
  op.rounding = read_rounding(metadata);
  op.lo = number(metadata.at("lo"));
  op.hi = number(metadata.at("hi"));
}

ResidualStage read_residual(const Metadata& metadata) {
  return {.e1 = number(metadata.at("e1")),
          .e2 = number(metadata.at("e2")),
          .s3 = number(metadata.at("s3"))};
}

PostChain read_post(const Metadata& metadata, std::uint64_t channels, Integers& data) {
  PostChain post;
  read_result(metadata, post);
  post.shift = number(metadata.at("shift"));
  post.narrow_bits = number(metadata.at("narrow_bits"));
  if (metadata.json().contains("affine")) {
    const Metadata affine = metadata.at("affine");
    post.affine.emplace();
    post.affine->scale_exponent = number(affine.at("scale_exponent"));
    post.affine->stage = {.s_b = number(affine.at("s_b")),
                          .s2 = number(affine.at("s2")),
                          .n2 = number(affine.at("n2"))};
    post.affine->scale = data.take(channels);
    post.affine->offset = data.take(channels);
  }
  if (metadata.json().contains("residual")) post.residual = read_residual(metadata.at("residual"));
  return post;
}

WeightCoding read_coding(const Metadata& metadata) {
  WeightCoding coding;
  const std::string name = metadata.at("decoder").text();
  const auto* const decoder = std::find(std::begin(kDecoderNames), std::end(kDecoderNames), name);
  if (decoder == std::end(kDecoderNames)) metadata.fail(fmt::format("'{}' is no decoder", name));
  coding.decoder = static_cast<Decoder>(decoder - std::begin(kDecoderNames));
  coding.stored_bits = number(metadata.at("stored_bits"));
  coding.offset = number(metadata.at("offset"));
  if (coding.decoder != Decoder::table) return coding;
  const auto entries = metadata.at("table").items();
  if (entries.size() != coding.table.size())
    metadata.fail(fmt::format("{} entries of the table instead of 16", entries.size()));
  for (std::size_t i = 0; i < entries.size(); ++i)
    coding.table[i] = static_cast<std::int16_t>(entries[i].integer(-32768, 32767));
  return coding;
}

Convolution read_convolution(const Metadata& metadata, Integers& data) {
  Convolution op;
  read_window(metadata, op);
  op.out_channels = metadata.at("out_channels").size();
  op.groups = metadata.at("groups").size();
  op.weights = data.take(metadata.at("weights").natural());
  op.weight_format = metadata.at("weight_format").format();
  op.coding = read_coding(metadata.at("coding"));
  const auto channels = static_cast<std::uint64_t>(op.out_channels);
  op.bias = data.take(channels);
  op.bias_format = metadata.at("bias_format").format();
  op.post = read_post(metadata.at("post"), channels, data);
  return op;
}

Lookup read_lookup(const Metadata& metadata, Integers& data) {
  Lookup op;
  const std::vector<std::int16_t> table = data.take(op.table.size());
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table[i] < 0 || table[i] > 255)
      metadata.fail(fmt::format("the pattern {} of its table is outside 0 to 255", table[i]));
    op.table[i] = static_cast<std::uint8_t>(table[i]);
  }
  return op;
}

Operation read_operation(const Metadata& metadata, Integers& data) {
  const std::string operation = metadata.at("operation").text();
  if (operation == "convolution") return read_convolution(metadata, data);
  if (operation == "lookup") return read_lookup(metadata, data);
  if (operation == "concat") return Concat{read_rounding(metadata)};
  if (operation == "crop")
    return Crop{.top = number(metadata.at("top")), .left = number(metadata.at("left"))};
  if (operation == "max_pool") {
    MaxPool op;
    read_window(metadata, op);
    return op;
  }
  if (operation == "average_pool") {
    AveragePool op;
    read_window(metadata, op);
    op.rounding = read_rounding(metadata);
    return op;
  }
  if (operation == "add") {
    Add op;
    read_result(metadata, op);
    op.stage = read_residual(metadata.at("stage"));
    return op;
  }
  if (operation == "multiply") {
    Multiply op;
    read_result(metadata, op);
    op.shift = number(metadata.at("shift"));
    return op;
  }
  if (operation == "rescale") {
    Rescale op;
    read_result(metadata, op);
    return op;
  }
  metadata.fail(fmt::format("the operation '{}' is unknown", operation));
}

}  // namespace

std::vector<std::int16_t> Integers::take(std::uint64_t count) {
  if (count > rest_.size() / 2)
    throw Error(fmt::format("{}: the data ends before {} more integers", file_, count));
  std::vector<std::int16_t> values(count);
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<std::int16_t>(std::to_integer<std::uint32_t>(rest_[2 * i]) |
                                          std::to_integer<std::uint32_t>(rest_[2 * i + 1]) << 8);
  rest_ = rest_.subspan(2 * values.size());
  return values;
}

void Integers::expect_end() const {
  if (!rest_.empty())
    throw Error(fmt::format("{}: {} bytes of data belong to no layer", file_, rest_.size()));
}

Layer read_layer(const Metadata& metadata, Integers& data) {
  Layer layer;
  layer.name = metadata.at("name").text();
  for (const Metadata& input : metadata.at("inputs").items()) layer.inputs.push_back(input.size());
  layer.output = metadata.at("output").size();
  layer.operation = read_operation(metadata, data);
  return layer;
}

}  // namespace isomer
