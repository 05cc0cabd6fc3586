#include "context.hpp"

#ifdef DISTILL_ONEDNN

using dnnl::memory;

namespace {

enum Pass : int64_t { forward, backward_data, backward_weights };

using tag = memory::format_tag;
constexpr auto f32 = memory::data_type::f32;

// What all three passes are described by.
struct Descriptions {
  memory::desc images, outputs, weights, plain, bias;
  memory::dims strides, dilations, before, after;

  explicit Descriptions(const conednn_convolution_shape &s) {
    const int64_t g = s.groups, in = s.input_channels / g, out = s.output_channels / g;
    images = memory::desc({s.images, s.input_channels, s.height, s.width}, f32, tag::nhwc);
    outputs = memory::desc({s.images, s.output_channels, s.output_height, s.output_width}, f32,
                           tag::nhwc);
    const memory::dims dims = g == 1
                                  ? memory::dims{out, in, s.kernel_height, s.kernel_width}
                                  : memory::dims{g, out, in, s.kernel_height, s.kernel_width};
    weights = memory::desc(dims, f32, tag::any);
    // By strides, because the library has no name for the grouped form of this order.
    const int64_t row = s.kernel_width * in, filter = s.kernel_height * row;
    plain = memory::desc(dims, f32,
                         g == 1 ? memory::dims{filter, 1, row, in}
                                : memory::dims{out * filter, filter, 1, row, in});
    bias = memory::desc({s.output_channels}, f32, tag::a);
    strides = {s.stride_height, s.stride_width};
    dilations = {s.dilation_height - 1, s.dilation_width - 1};
    before = {s.padding_top, s.padding_left};
    after = {s.padding_bottom, s.padding_right};
  }
};

auto forward_description(const Descriptions &d, const dnnl::engine &engine, bool bias, bool relu,
                         dnnl::prop_kind kind) {
  using primitive = dnnl::convolution_forward;
  const auto algorithm = dnnl::algorithm::convolution_direct;
  const auto attributes = primitive_attributes(relu);
  const auto added = bias ? d.bias : memory::desc();
#if DNNL_VERSION_MAJOR >= 3
  return primitive::primitive_desc(engine, kind, algorithm, d.images, d.weights, added, d.outputs,
                                   d.strides, d.dilations, d.before, d.after, attributes);
#else
  return primitive::primitive_desc(
      primitive::desc(kind, algorithm, d.images, d.weights, added, d.outputs, d.strides,
                      d.dilations, d.before, d.after),
      attributes, engine);
#endif
}

std::unique_ptr<Convolution> make(const conednn_convolution_shape &s, Pass pass,
                                  const dnnl::engine &engine) {
  const Descriptions d(s);
  const auto attributes = primitive_attributes(false);
  const auto hint = forward_description(d, engine, s.bias, pass == forward && s.relu,
                                        pass == forward ? dnnl::prop_kind::forward_inference
                                                        : dnnl::prop_kind::forward_training);
  const auto algorithm = dnnl::algorithm::convolution_direct;
  std::unique_ptr<Convolution> made(new Convolution);
  memory::desc scratchpad;
  switch (pass) {
    case forward:
      if (is_reference(hint.impl_info_str())) return nullptr;
      made->primitive = dnnl::convolution_forward(hint);
      made->packed = hint.weights_desc();
      scratchpad = hint.scratchpad_desc();
      break;
    case backward_data: {
      using primitive = dnnl::convolution_backward_data;
#if DNNL_VERSION_MAJOR >= 3
      const primitive::primitive_desc description(engine, algorithm, d.images, d.weights,
                                                  d.outputs, d.strides, d.dilations, d.before,
                                                  d.after, hint, attributes);
#else
      const primitive::primitive_desc description(
          primitive::desc(algorithm, d.images, d.weights, d.outputs, d.strides, d.dilations,
                          d.before, d.after),
          attributes, engine, hint);
#endif
      if (is_reference(description.impl_info_str())) return nullptr;
      made->primitive = primitive(description);
      made->packed = description.weights_desc();
      scratchpad = description.scratchpad_desc();
      break;
    }
    case backward_weights: {
      using primitive = dnnl::convolution_backward_weights;
      const auto added = s.bias ? d.bias : memory::desc();
#if DNNL_VERSION_MAJOR >= 3
      const primitive::primitive_desc description(engine, algorithm, d.images, d.weights, added,
                                                  d.outputs, d.strides, d.dilations, d.before,
                                                  d.after, hint, attributes);
#else
      const primitive::primitive_desc description(
          primitive::desc(algorithm, d.images, d.weights, added, d.outputs, d.strides,
                          d.dilations, d.before, d.after),
          attributes, engine, hint);
#endif
      if (is_reference(description.impl_info_str())) return nullptr;
      made->primitive = primitive(description);
      made->packed = description.diff_weights_desc();
      scratchpad = description.scratchpad_desc();
      break;
    }
  }
  made->plain = d.plain;
  made->images = memory(d.images, engine, nullptr);
  made->outputs = memory(d.outputs, engine, nullptr);
  made->weights = memory(made->packed, engine, nullptr);
  made->plain_weights = memory(made->plain, engine, nullptr);
  made->scratchpad = memory(scratchpad, engine);
  made->arguments = {{DNNL_ARG_SCRATCHPAD, made->scratchpad}};
  switch (pass) {
    case forward:
      made->reorder = dnnl::reorder(made->plain_weights, made->weights);
      made->arguments.insert({{DNNL_ARG_SRC, made->images},
                              {DNNL_ARG_WEIGHTS, made->weights},
                              {DNNL_ARG_DST, made->outputs}});
      break;
    case backward_data:
      made->reorder = dnnl::reorder(made->plain_weights, made->weights);
      made->arguments.insert({{DNNL_ARG_DIFF_SRC, made->images},
                              {DNNL_ARG_WEIGHTS, made->weights},
                              {DNNL_ARG_DIFF_DST, made->outputs}});
      break;
    case backward_weights:
      made->own_weights = memory(made->packed, engine);
      made->reorder = dnnl::reorder(made->own_weights, made->plain_weights);
      made->arguments.insert({{DNNL_ARG_SRC, made->images},
                              {DNNL_ARG_DIFF_WEIGHTS, made->own_weights},
                              {DNNL_ARG_DIFF_DST, made->outputs}});
      break;
  }
  if (s.bias && pass != backward_data) {
    made->bias = memory(d.bias, engine, nullptr);
    made->arguments[pass == forward ? DNNL_ARG_BIAS : DNNL_ARG_DIFF_BIAS] = made->bias;
  }
  return made;
}

Convolution *convolution(conednn_context *context, const conednn_convolution_shape &s, Pass pass) {
  context->key = {pass,
                  s.images,
                  s.height,
                  s.width,
                  s.input_channels,
                  s.output_height,
                  s.output_width,
                  s.output_channels,
                  s.groups,
                  s.kernel_height,
                  s.kernel_width,
                  s.stride_height,
                  s.stride_width,
                  s.dilation_height,
                  s.dilation_width,
                  s.padding_top,
                  s.padding_bottom,
                  s.padding_left,
                  s.padding_right,
                  int64_t(s.bias) | int64_t(s.relu) << 1};
  return prepared(context->convolutions, context->key,
                  [&] { return make(s, pass, context->engine); });
}

// Runs `body` with the convolution of this pass, signals blocked; false where there is none.
template <typename Body>
bool run(conednn_context *context, const conednn_convolution_shape *shape, Pass pass, Body body) {
  if (!context) return false;
  try {
    Convolution *found = convolution(context, *shape, pass);
    if (!found) return false;
    const Unsignalled unsignalled(context->receives_signals);
    body(*found, context->stream);
    return true;
  } catch (const std::exception &) {
    return false;
  }
}

}  // namespace

int64_t conednn_convolution_packed_bytes(conednn_context *context,
                                         const conednn_convolution_shape *shape, bool backward) {
  int64_t bytes = 0;
  run(context, shape, backward ? backward_data : forward,
      [&](Convolution &c, dnnl::stream &) { bytes = int64_t(c.packed.get_size()); });
  return bytes;
}

bool conednn_convolution_pack(conednn_context *context, const conednn_convolution_shape *shape,
                              bool backward, const float *weights, void *packed) {
  return run(context, shape, backward ? backward_data : forward,
             [&](Convolution &c, dnnl::stream &stream) {
               c.plain_weights.set_data_handle(const_cast<float *>(weights));
               c.weights.set_data_handle(packed);
               c.reorder.execute(stream, c.plain_weights, c.weights);
             });
}

bool conednn_convolution_forward(conednn_context *context, const conednn_convolution_shape *shape,
                                 const float *x, const void *packed, const float *bias, float *y) {
  return run(context, shape, forward, [&](Convolution &c, dnnl::stream &stream) {
    c.images.set_data_handle(const_cast<float *>(x));
    c.weights.set_data_handle(const_cast<void *>(packed));
    c.outputs.set_data_handle(y);
    if (shape->bias) c.bias.set_data_handle(const_cast<float *>(bias));
    c.primitive.execute(stream, c.arguments);
    context->computed++;
  });
}

bool conednn_convolution_backward_data(conednn_context *context,
                                       const conednn_convolution_shape *shape, const float *dy,
                                       const void *packed, float *dx) {
  return run(context, shape, backward_data, [&](Convolution &c, dnnl::stream &stream) {
    c.images.set_data_handle(dx);
    c.weights.set_data_handle(const_cast<void *>(packed));
    c.outputs.set_data_handle(const_cast<float *>(dy));
    c.primitive.execute(stream, c.arguments);
    context->computed++;
  });
}

bool conednn_convolution_backward_weights(conednn_context *context,
                                          const conednn_convolution_shape *shape, const float *x,
                                          const float *dy, float *weights, float *bias) {
  return run(context, shape, backward_weights, [&](Convolution &c, dnnl::stream &stream) {
    c.images.set_data_handle(const_cast<float *>(x));
    c.outputs.set_data_handle(const_cast<float *>(dy));
    if (shape->bias) c.bias.set_data_handle(bias);
    c.primitive.execute(stream, c.arguments);
    c.plain_weights.set_data_handle(weights);
    c.reorder.execute(stream, c.own_weights, c.plain_weights);
    context->computed++;
  });
}

#else

int64_t conednn_convolution_packed_bytes(conednn_context *, const conednn_convolution_shape *,
                                         bool) {
  return 0;
}
bool conednn_convolution_pack(conednn_context *, const conednn_convolution_shape *, bool,
                              const float *, void *) {
  return false;
}
bool conednn_convolution_forward(conednn_context *, const conednn_convolution_shape *,
                                 const float *, const void *, const float *, float *) {
  return false;
}
bool conednn_convolution_backward_data(conednn_context *, const conednn_convolution_shape *,
                                       const float *, const void *, float *) {
  return false;
}
bool conednn_convolution_backward_weights(conednn_context *, const conednn_convolution_shape *,
                                          const float *, const float *, float *, float *) {
  return false;
}

#endif
