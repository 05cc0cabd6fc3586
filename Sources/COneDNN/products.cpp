#include "context.hpp"

#ifdef DISTILL_ONEDNN

using dnnl::memory;

namespace {

memory::desc matrix(int64_t rows, int64_t columns, int64_t leading, bool transposed,
                    memory::data_type type) {
  return memory::desc({rows, columns}, type,
                      transposed ? memory::dims{1, leading} : memory::dims{leading, 1});
}

std::unique_ptr<Product> make(const conednn_product_shape &s, const dnnl::engine &engine) {
  const auto type = s.bfloat16 ? memory::data_type::bf16 : memory::data_type::f32;
  const auto a = matrix(s.m, s.k, s.lda, s.transpose_a, type);
  const auto b = matrix(s.k, s.n, s.ldb, s.transpose_b, type);
  const auto c = matrix(s.m, s.n, s.ldc, false, memory::data_type::f32);
  const auto bias = s.bias ? matrix(1, s.n, s.n, false, memory::data_type::f32) : memory::desc();
  const auto attributes = primitive_attributes(s.relu);
#if DNNL_VERSION_MAJOR >= 3
  auto description = s.bias ? dnnl::matmul::primitive_desc(engine, a, b, bias, c, attributes)
                            : dnnl::matmul::primitive_desc(engine, a, b, c, attributes);
#else
  auto operation = s.bias ? dnnl::matmul::desc(a, b, bias, c) : dnnl::matmul::desc(a, b, c);
  dnnl::matmul::primitive_desc description(operation, attributes, engine);
#endif
  if (is_reference(description.impl_info_str())) return nullptr;
  std::unique_ptr<Product> product(new Product);
  product->primitive = dnnl::matmul(description);
  product->a = memory(a, engine, nullptr);
  product->b = memory(b, engine, nullptr);
  product->c = memory(c, engine, nullptr);
  product->scratchpad = memory(description.scratchpad_desc(), engine);
  product->arguments = {{DNNL_ARG_SRC, product->a},
                        {DNNL_ARG_WEIGHTS, product->b},
                        {DNNL_ARG_DST, product->c},
                        {DNNL_ARG_SCRATCHPAD, product->scratchpad}};
  if (s.bias) {
    product->bias = memory(bias, engine, nullptr);
    product->arguments[DNNL_ARG_BIAS] = product->bias;
  }
  return product;
}

}  // namespace

bool conednn_product(conednn_context *context, const conednn_product_shape *shape, const void *a,
                     const void *b, const float *bias, float *c) {
  if (!context) return false;
  try {
    const auto &s = *shape;
    context->key = {s.m, s.n, s.k, s.lda, s.ldb, s.ldc,
                    int64_t(s.transpose_a) | int64_t(s.transpose_b) << 1 |
                        int64_t(s.bfloat16) << 2 | int64_t(s.bias) << 3 | int64_t(s.relu) << 4};
    Product *product = prepared(context->products, context->key,
                                [&] { return make(s, context->engine); });
    if (!product) return false;
    product->a.set_data_handle(const_cast<void *>(a));
    product->b.set_data_handle(const_cast<void *>(b));
    product->c.set_data_handle(c);
    if (s.bias) product->bias.set_data_handle(const_cast<float *>(bias));
    const Unsignalled unsignalled(context->receives_signals);
    product->primitive.execute(context->stream, product->arguments);
    context->computed++;
    return true;
  } catch (const std::exception &) {
    return false;
  }
}

#else

bool conednn_product(conednn_context *, const conednn_product_shape *, const void *, const void *,
                     const float *, float *) {
  return false;
}

#endif
