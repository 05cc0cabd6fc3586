// The portable kernels of DistillTensors. An implementation detail, no API.
//
// All matrices are row-major. Dimension letters: m rows and n columns of a product, k its inner
// dimension; r rows (examples) and c columns (classes or units). Every kernel exists for float and
// for double; the double ones serve the gradient checks.
#pragma once

#include <stdbool.h>
#include <stdint.h>

// The counter-based generator's key and the parts of its counter that a stream fixes.
typedef struct {
  uint32_t key0, key1, purpose, index0, index1;
} ck_stream;

// What one pass over logits reports: sums over rows, in nats.
typedef struct {
  double soft_cross_entropy;  // −Σ p ln q at the temperature, over rows with targets
  double hard_cross_entropy;  // −ln softmax(z)[label], over labelled rows
  int64_t labelled;           // rows with a label
  int64_t errors;             // labelled rows whose first largest logit is not the label's
} ck_objective_sums;

typedef struct {
  double rate, momentum, decay;
  double max_squared_norm;  // on the squared length of a row; 0 is none
  bool nesterov;
} ck_sgd;

typedef struct {
  double rate, beta1, beta2, epsilon, decay;
  double max_squared_norm;
  double correction1, correction2;  // 1 − βᵗ
} ck_adam;

// A convolution of images in channels-last order: x is [·, height, width, input_channels], weights are
// [output_channels, kernel_height, kernel_width, input_channels / groups], y is [·, output_height,
// output_width, output_channels]. A dilation of 1 is none.
typedef struct {
  int64_t height, width, input_channels;
  int64_t output_height, output_width, output_channels;
  int64_t groups, kernel_height, kernel_width;
  int64_t stride_height, stride_width, dilation_height, dilation_width;
  int64_t padding_top, padding_bottom, padding_left, padding_right;
} ck_convolution;

// Functions of one number. The slope of a leaky rectifier is an argument of its own.
typedef enum {
  ck_relu,
  ck_relu6,
  ck_leaky_relu,
  ck_tanh,
  ck_sigmoid,
  ck_gelu,
  ck_silu,
  ck_hard_swish,
} ck_activation_kind;

// Copies of a parameter rounded to bfloat16, which an update keeps in step; either may be null.
typedef struct {
  uint16_t *narrow;  // the upper halves of the bits, for processors with bfloat16 products
  float *wide;       // the same values as float, for all others
} ck_images;

// Values rounded to bfloat16, to nearest, ties to even; NaN stays NaN. As bits, and as float.
void ck_bfloat16_from_f32(int64_t count, const float *x, uint16_t *y);
void ck_bfloat16_rounded_f32(int64_t count, const float *x, float *y);

// The instruction set that the kernels were compiled for and this processor runs: "AVX-512", "AVX2",
// "SSE2", "NEON".
const char *ck_instruction_set(void);

#define CK_DECLARE(SCALAR, NAME)                                                                   \
  /* C = op(A) · op(B) (+ bias) (then max(0, ·)); with bfloat16, A and B hold that type. */        \
  void ck_product_##NAME(int64_t m, int64_t n, int64_t k, const void *a, int64_t lda,              \
                         bool transpose_a, const void *b, int64_t ldb, bool transpose_b,           \
                         bool bfloat16, const SCALAR *bias, bool relu, SCALAR *c, int64_t ldc);    \
  /* Columns [first, last): dx = dy where y > 0, else 0 (y null: dx = dy, dx may be null);         \
     sums[j] = Σᵢ dx[i][j]. dx may be dy. */                                                       \
  void ck_relu_pullback_##NAME(int64_t rows, int64_t columns, int64_t first, int64_t last,         \
                               const SCALAR *y, const SCALAR *dy, SCALAR *dx, SCALAR *sums);       \
  /* y = softmax(x / temperature) per row. y may be x. */                                          \
  void ck_softmax_##NAME(int64_t rows, int64_t columns, const SCALAR *x, SCALAR temperature,       \
                         SCALAR *y);                                                               \
  /* entropies[i] = −Σⱼ p ln p of row i, where 0 ln 0 = 0. */                                      \
  void ck_entropies_##NAME(int64_t rows, int64_t columns, const SCALAR *p, double *entropies);     \
  /* gradient = soft_scale · (softmax(z/T) − p) + hard_scale · (softmax(z) − onehot), the first    \
     term without p (null), the second without labels (null, or −1 for a row) left out. */         \
  void ck_objective_##NAME(int64_t rows, int64_t columns, const SCALAR *logits,                    \
                           const SCALAR *targets, const int32_t *labels, SCALAR temperature,       \
                           SCALAR soft_scale, SCALAR hard_scale, SCALAR *gradient,                 \
                           ck_objective_sums *sums);                                               \
  /* y = x · keep / (1 − rate), keep drawn for element i from block i / 8 of the stream, 16 bits   \
     each; rate = threshold / 65536. first is a multiple of 8. y may be x. */                      \
  void ck_dropout_##NAME(int64_t first, int64_t count, ck_stream stream, uint32_t threshold,       \
                         const SCALAR *x, SCALAR *y);                                              \
  /* Rows of a parameter along the gradient. velocity may be null where momentum is 0. */          \
  void ck_sgd_##NAME(int64_t rows, int64_t columns, ck_sgd settings, const SCALAR *gradient,       \
                     SCALAR *velocity, SCALAR *weights, ck_images images);                         \
  void ck_adam_##NAME(int64_t rows, int64_t columns, ck_adam settings, const SCALAR *gradient,     \
                      SCALAR *first_moment, SCALAR *second_moment, SCALAR *weights,                \
                      ck_images images);                                                           \
  /* y += factor · x */                                                                            \
  void ck_add_##NAME(int64_t count, SCALAR factor, const SCALAR *x, SCALAR *y);                    \
  /* y = factor · x + offset */                                                                    \
  void ck_affine_##NAME(int64_t count, SCALAR factor, SCALAR offset, const SCALAR *x, SCALAR *y);  \
  bool ck_all_finite_##NAME(int64_t count, const SCALAR *x);                                       \
  /* y = f(x), and dx = f'(x) · dy. y may be x, dx may be dy. */                                   \
  void ck_activation_##NAME(ck_activation_kind kind, SCALAR slope, int64_t count,                  \
                            const SCALAR *x, SCALAR *y);                                           \
  void ck_activation_pullback_##NAME(ck_activation_kind kind, SCALAR slope, int64_t count,         \
                                     const SCALAR *x, const SCALAR *dy, SCALAR *dx);               \
  /* y of so many images (+ bias) (then max(0, ·)). */                                             \
  void ck_convolution_##NAME(int64_t images, ck_convolution shape, const SCALAR *x,                \
                             const SCALAR *weights, const SCALAR *bias, bool relu, SCALAR *y);     \
  /* The gradient of x from that of y. */                                                          \
  void ck_convolution_data_##NAME(int64_t images, ck_convolution shape, const SCALAR *dy,          \
                                  const SCALAR *weights, SCALAR *dx);                              \
  /* The gradients of weights and, where not null, bias: sums over the images. */                  \
  void ck_convolution_weights_##NAME(int64_t images, ck_convolution shape, const SCALAR *x,        \
                                     const SCALAR *dy, SCALAR *weights, SCALAR *bias);             \
  /* Pooling, shaped like a depthwise convolution: y is the largest element of each window, or the \
     mean, where zeros of the padding count if padded. Windows hold an element of the image. The   \
     gradient of the largest goes to the first of equals. */                                       \
  void ck_pool_max_##NAME(int64_t images, ck_convolution shape, const SCALAR *x, SCALAR *y);       \
  void ck_pool_max_pullback_##NAME(int64_t images, ck_convolution shape, const SCALAR *x,          \
                                   const SCALAR *dy, SCALAR *dx);                                  \
  void ck_pool_mean_##NAME(int64_t images, ck_convolution shape, bool padded, const SCALAR *x,     \
                           SCALAR *y);                                                             \
  void ck_pool_mean_pullback_##NAME(int64_t images, ck_convolution shape, bool padded,             \
                                    const SCALAR *dy, SCALAR *dx);                                 \
  /* Adds Σᵢ d and Σᵢ d² to sums[j] and sums[columns + j], where d = x[i][j] − center[j]. */       \
  void ck_moments_##NAME(int64_t rows, int64_t columns, const SCALAR *x, const SCALAR *center,     \
                         double *sums);                                                            \
  /* y = (max(0, ·) of) x · scale + offset, by column (+ added). y may be x. */                    \
  void ck_normalize_##NAME(int64_t rows, int64_t columns, const SCALAR *x, const SCALAR *scale,    \
                           const SCALAR *offset, const SCALAR *added, bool relu, SCALAR *y);       \
  /* With g = dy where y > 0, else 0 (y null: g = dy), adds Σᵢ g and Σᵢ g · (x − center) to sums. */\
  void ck_normalize_sums_##NAME(int64_t rows, int64_t columns, const SCALAR *x,                    \
                                const SCALAR *center, const SCALAR *y, const SCALAR *dy,           \
                                double *sums);                                                     \
  /* dx = a[j] · g + b[j] · (x − center[j]) + c[j]; g is stored where added is not null. dx may be \
     dy. */                                                                                        \
  void ck_normalize_pullback_##NAME(int64_t rows, int64_t columns, const SCALAR *x,                \
                                    const SCALAR *center, const SCALAR *y, const SCALAR *dy,       \
                                    const SCALAR *a, const SCALAR *b, const SCALAR *c,             \
                                    SCALAR *dx, SCALAR *added);

CK_DECLARE(float, f32)
CK_DECLARE(double, f64)
#undef CK_DECLARE

// Image deformation. Rows of pitch numbers are as wide as an image or wider, a multiple of 16.

// lines[row][·] = Σₖ displacements[row][k] · weights[k][·], for rows of knots; a knot's weights are zero
// outside the columns reach[2k] ..< reach[2k + 1], both multiples of 16.
void ck_bend_lines(int64_t rows, int64_t knots, int64_t pitch, const int32_t *reach,
                   const float *weights, const float *displacements, float *lines);
// target[p][y][x] = scale · image[p] at (u, v), bilinear and zero outside the image, where with x and y
// from the centre and less the shift u = linear[0] x + linear[1] y and v = linear[2] x + linear[3] y,
// and where across is not null Σₖ weights[4y + k] · across[first[y] + k][x] is added to u, down's alike
// to v. The image is of bytes or of floats. framed holds planes · (height + 3) · (width + 3) numbers, is
// zero before the first call and left alone between calls; scratch holds 4 · pitch numbers.
void ck_deform(int64_t height, int64_t width, int64_t planes, int64_t pitch, const float *linear,
               float dx, float dy, const int32_t *first, const float *weights,
               const float *across, const float *down, const void *image, bool bytes, float scale,
               float *framed, float *scratch, float *target);

// The hint to the processor that this is a waiting loop.
static inline void ck_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}
