#pragma once

#include <stdint.h>
#include <string.h>

// A value as bfloat16, rounded to nearest, ties to even; NaN stays NaN.
static inline __attribute__((always_inline)) uint16_t ck_bfloat16_bits(float x) {
  uint32_t bits;
  memcpy(&bits, &x, 4);
  const uint32_t rounded = bits + 0x7fffu + (bits >> 16 & 1u);
  const uint32_t quiet = bits | 0x400000u;
  return (uint16_t)(((bits & 0x7fffffffu) > 0x7f800000u ? quiet : rounded) >> 16);
}
