// SPDX-License-Identifier: Apache-2.0

#include "isa/network/file.h"
#include "isa/network/weight_coding.h"

namespace isomer {
namespace {

using nlohmann::json;

template <typename Op>
json window_to_json(const char* operation, const Op& op) {
  return {{"operation", operation},
          {"kernel", {op.kernel_h, op.kernel_w}},
          {"stride", {op.stride_h, op.stride_w}},
          {"padding", {op.padding.top, op.padding.left, op.padding.bottom, op.padding.right}}};
}

json to_json(const ResidualStage& stage) {
  return {{"e1", stage.e1}, {"e2", stage.e2}, {"s3", stage.s3}};
}

json to_json(const PostChain& post) {
  json chain = {{"rounding", rounding_name(post.rounding)},
                {"shift", post.shift},
                {"narrow_bits", post.narrow_bits},
                {"lo", post.lo},
                {"hi", post.hi}};
  if (post.affine)
    chain["affine"] = {{"scale_exponent", post.affine->scale_exponent},
                       {"s_b", post.affine->stage.s_b},
                       {"s2", post.affine->stage.s2},
                       {"n2", post.affine->stage.n2}};
  if (post.residual) chain["residual"] = to_json(*post.residual);
  return chain;
}

json to_json(const WeightCoding& coding) {
  json result = {{"decoder", kDecoderNames[static_cast<std::size_t>(coding.decoder)]},
                 {"stored_bits", coding.stored_bits},
                 {"offset", coding.offset}};
  if (coding.decoder == Decoder::table) result["table"] = coding.table;
  return result;
}

json to_json(const Convolution& op) {
  json result = window_to_json("convolution", op);
  result["out_channels"] = op.out_channels;
  result["groups"] = op.groups;
  result["weights"] = op.weights.size();
  result["weight_format"] = format_to_json(op.weight_format);
  result["coding"] = to_json(op.coding);
  result["bias_format"] = format_to_json(op.bias_format);
  result["post"] = to_json(op.post);
  return result;
}

json to_json(const MaxPool& op) { return window_to_json("max_pool", op); }

json to_json(const AveragePool& op) {
  json result = window_to_json("average_pool", op);
  result["rounding"] = rounding_name(op.rounding);
  return result;
}

template <typename Op>
json result_to_json(const char* operation, const Op& op) {
  return {{"operation", operation},
          {"rounding", rounding_name(op.rounding)},
          {"lo", op.lo},
          {"hi", op.hi}};
}

json to_json(const Add& op) {
  json result = result_to_json("add", op);
  result["stage"] = to_json(op.stage);
  return result;
}

json to_json(const Multiply& op) {
  json result = result_to_json("multiply", op);
  result["shift"] = op.shift;
  return result;
}

json to_json(const Rescale& op) { return result_to_json("rescale", op); }

json to_json(const Concat& op) {
  return {{"operation", "concat"}, {"rounding", rounding_name(op.rounding)}};
}

json to_json(const Lookup&) { return {{"operation", "lookup"}}; }

json to_json(const Crop& op) { return {{"operation", "crop"}, {"top", op.top}, {"left", op.left}}; }

template <typename Values>
void append(std::vector<std::byte>& bytes, const Values& values) {
  for (const int value : values) {
    bytes.push_back(static_cast<std::byte>(value & 0xFF));
    bytes.push_back(static_cast<std::byte>(value >> 8 & 0xFF));
  }
}

}  // namespace

json layer_to_json(const Layer& layer) {
  json entry = std::visit([](const auto& op) { return to_json(op); }, layer.operation);
  entry["name"] = layer.name;
  entry["inputs"] = layer.inputs;
  entry["output"] = layer.output;
  return entry;
}

void append_integers(const Operation& operation, std::vector<std::byte>& data) {
  if (const auto* op = std::get_if<Convolution>(&operation)) {
    append(data, op->weights);
    append(data, op->bias);
    if (op->post.affine) {
      append(data, op->post.affine->scale);
      append(data, op->post.affine->offset);
    }
  } else if (const auto* table = std::get_if<Lookup>(&operation)) {
    append(data, table->table);
  }
}

}  // namespace isomer
