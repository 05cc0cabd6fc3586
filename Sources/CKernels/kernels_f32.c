#include "multiversion.h"
#include "CKernels.h"
#include "bfloat16.h"

#include <math.h>
#include <string.h>

CK_MULTIVERSION
void ck_bfloat16_from_f32(int64_t count, const float *restrict x, uint16_t *restrict y) {
  for (int64_t i = 0; i < count; i++) y[i] = ck_bfloat16_bits(x[i]);
}

CK_MULTIVERSION
void ck_bfloat16_rounded_f32(int64_t count, const float *restrict x, float *restrict y) {
  for (int64_t i = 0; i < count; i++) {
    const uint32_t bits = (uint32_t)ck_bfloat16_bits(x[i]) << 16;
    memcpy(y + i, &bits, 4);
  }
}

// eˣ for x ≤ 0 to about two units in the last place, without a branch or a call, so that loops over
// it vectorise: x = n ln 2 + r with |r| ≤ ln 2 / 2 (ln 2 in two parts, so r keeps its digits), then
// the Taylor polynomial of eʳ to degree 7 and n added to the exponent. Below −87.3 the result is the
// smallest normal number's neighbourhood and is taken as 0. NaN stays NaN.
static inline __attribute__((always_inline)) float exponential(float x) {
  const float clamped = x < -87.3f ? -87.3f : x;
  const float shifted = clamped * 1.44269504088896341f + 12582912.f;  // rounds to an integer
  const float n = shifted - 12582912.f;
  const float r = (clamped - n * 0.693359375f) + n * 2.12194440e-4f;
  float p = 1.f / 5040;
  p = p * r + 1.f / 720;
  p = p * r + 1.f / 120;
  p = p * r + 1.f / 24;
  p = p * r + 1.f / 6;
  p = p * r + .5f;
  p = p * r + 1.f;
  p = p * r + 1.f;
  // The low bits of shifted are n: a conversion of n to an integer is not defined for NaN.
  uint32_t bits;
  memcpy(&bits, &shifted, 4);
  bits = (bits - 0x4b400000u + 127u) << 23;  // 0x4b400000 are the bits of 12582912
  float power;
  memcpy(&power, &bits, 4);
  return x < -87.3f ? 0.f : p * power;
}

#define SCALAR float
#define EXPONENTIAL_LOOP _Pragma("clang loop vectorize(assume_safety)")
#define KERNEL(name) ck_##name##_f32
#include "kernels.inc"
#define TANH tanhf
#define ERFC erfcf
#include "activations.inc"
