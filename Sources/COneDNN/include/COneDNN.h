// Matrix products and convolutions by oneDNN behind a C interface. An implementation detail of DistillTensors,
// no API.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// The primitives and scratch memory of one thread. Not shared between threads: oneDNN's own thread
// count is set to one for the thread that creates the context, and that thread must be its user.
typedef struct conednn_context conednn_context;

// C[m × n] = op(A)[m × k] · op(B)[k × n] (+ bias[n]) (then max(0, ·)), row-major. A leading dimension
// is the distance in elements between rows as the matrix is stored, before transposition.
typedef struct {
  int64_t m, n, k;
  int64_t lda, ldb, ldc;
  bool transpose_a, transpose_b;
  bool bfloat16;  // A and B hold bfloat16; bias and C are always float
  bool bias, relu;
} conednn_product_shape;

// NULL where the library was built without oneDNN. Where the thread may receive signals, each product
// is computed with them blocked: kernels of oneDNN 2.6 use the stack pointer for other purposes, so a
// handler that runs on top of one overwrites the heap. Threads that block signals anyway save the two
// system calls.
conednn_context *conednn_context_create(bool thread_receives_signals);
void conednn_context_destroy(conednn_context *context);

// False, with C untouched, where oneDNN has no implementation for this shape on this processor.
bool conednn_product(conednn_context *context, const conednn_product_shape *shape, const void *a,
                     const void *b, const float *bias, float *c);

// A convolution of images in channels-last order: x is [images, height, width, input_channels], weights are
// [output_channels, kernel_height, kernel_width, input_channels / groups], y is [images, output_height,
// output_width, output_channels]. Output channel o reads the input channels of its group. A dilation of
// 1 is none.
typedef struct {
  int64_t images, height, width, input_channels;
  int64_t output_height, output_width, output_channels;
  int64_t groups, kernel_height, kernel_width;
  int64_t stride_height, stride_width, dilation_height, dilation_width;
  int64_t padding_top, padding_bottom, padding_left, padding_right;
  bool bias, relu;  // y = (max(0, ·) of) the convolution (+ bias[output_channels])
} conednn_convolution_shape;

// The bytes of the weights in the order that oneDNN prefers for the forward pass, or for the gradient of
// x (backward); 0 where it has no implementation. Contexts of one process have the same order for one
// shape.
int64_t conednn_convolution_packed_bytes(conednn_context *context,
                                         const conednn_convolution_shape *shape, bool backward);
bool conednn_convolution_pack(conednn_context *context, const conednn_convolution_shape *shape,
                              bool backward, const float *weights, void *packed);

// Each is false, with the result untouched, where oneDNN has no implementation. The gradient of the
// weights is in their plain order; bias is null where the shape has none.
bool conednn_convolution_forward(conednn_context *context, const conednn_convolution_shape *shape,
                                 const float *x, const void *packed, const float *bias, float *y);
bool conednn_convolution_backward_data(conednn_context *context,
                                       const conednn_convolution_shape *shape, const float *dy,
                                       const void *packed, float *dx);
bool conednn_convolution_backward_weights(conednn_context *context,
                                          const conednn_convolution_shape *shape, const float *x,
                                          const float *dy, float *weights, float *bias);

// The products and convolutions that oneDNN has computed in this context: the others were left to the
// caller.
int64_t conednn_context_products(const conednn_context *context);

// Whether this processor multiplies bfloat16 at least as fast as float32; false where the library was
// built without oneDNN. The environment variable ONEDNN_MAX_CPU_ISA limits what oneDNN uses.
bool conednn_has_bfloat16_products(void);

// The instruction set that oneDNN uses, such as "AVX2" or "AVX-512 with bfloat16", or "" where the
// library was built without oneDNN or runs on another kind of processor.
const char *conednn_instruction_set(void);

// "2.6.3", or "" where the library was built without oneDNN.
const char *conednn_version(void);

#ifdef __cplusplus
}
#endif
