#include "multiversion.h"
#include "CKernels.h"

#include <string.h>

// Loops over columns run to the pitch, a multiple of every vector's length, so that none ends with a
// few columns one by one, which would take longer than the others together.

// Displacements of knots first become displacements along whole lines, a line for each row of knots.
CK_MULTIVERSION
void ck_bend_lines(int64_t rows, int64_t knots, int64_t pitch, const int32_t *restrict reach,
                   const float *restrict weights, const float *restrict displacements,
                   float *restrict lines) {
  memset(lines, 0, sizeof(float) * (size_t)(rows * pitch));
  for (int64_t row = 0; row < rows; row++)
    for (int64_t knot = 0; knot < knots; knot++) {
      const float displacement = displacements[row * knots + knot];
      const float *restrict weight = weights + knot * pitch;
      float *restrict line = lines + row * pitch;
#pragma clang loop vectorize(assume_safety) interleave_count(1)
      for (int64_t column = reach[2 * knot]; column < reach[2 * knot + 1]; column++)
        line[column] += weight[column] * displacement;
    }
}

static inline __attribute__((always_inline)) void frame(int64_t height, int64_t width,
                                                        const void *image, bool bytes,
                                                        float *restrict framed) {
  for (int64_t line = 0; line < height; line++) {
    float *restrict to = framed + (line + 1) * (width + 3) + 1;
    if (bytes) {
      const uint8_t *restrict from = (const uint8_t *)image + line * width;
      for (int64_t column = 0; column < width; column++) to[column] = (float)from[column];
    } else {
      memcpy(to, (const float *)image + line * width, sizeof(float) * (size_t)width);
    }
  }
}

CK_MULTIVERSION
void ck_deform(int64_t height, int64_t width, int64_t planes, int64_t pitch,
               const float *restrict linear, float dx, float dy, const int32_t *restrict first,
               const float *restrict weights, const float *restrict across,
               const float *restrict down, const void *image, bool bytes, float scale,
               float *restrict framed, float *restrict scratch, float *restrict target) {
  const float centre_x = (float)(width - 1) / 2, centre_y = (float)(height - 1) / 2;
  const float behind_x = (float)width, behind_y = (float)height;
  const int32_t stride = (int32_t)width + 3;
  float *restrict right = scratch, *restrict below = scratch + pitch;
  float *restrict result = scratch + 2 * pitch;
  int32_t *restrict places = (int32_t *)(scratch + 3 * pitch);
  for (int64_t plane = 0; plane < planes; plane++)
    frame(height, width, (const char *)image + plane * height * width * (bytes ? 1 : 4), bytes,
          framed + plane * (height + 3) * stride);
  for (int64_t line = 0; line < height; line++) {
    const float y = (float)line - dy - centre_y;
    const float u0 = linear[1] * y + centre_x, v0 = linear[3] * y + centre_y;
    const float *restrict w = weights + 4 * line;
    const float *restrict a = across ? across + first[line] * pitch : 0;
    const float *restrict d = across ? down + first[line] * pitch : 0;
#pragma clang loop vectorize(assume_safety) interleave_count(1)
    for (int64_t column = 0; column < pitch; column++) {
      const float x = (float)(int32_t)column - dx - centre_x;
      float u = linear[0] * x + u0, v = linear[2] * x + v0;
      if (across) {
        u += w[0] * a[column] + w[1] * a[pitch + column] + w[2] * a[2 * pitch + column] +
             w[3] * a[3 * pitch + column];
        v += w[0] * d[column] + w[1] * d[pitch + column] + w[2] * d[2 * pitch + column] +
             w[3] * d[3 * pitch + column];
      }
      // All is zero from one pixel before the image to one behind it. Counted from there no place is
      // negative, and cutting off its fraction is rounding down.
      u = (u > -1 ? u : -1) + 1;
      v = (v > -1 ? v : -1) + 1;
      u = u < behind_x + 1 ? u : behind_x + 1;
      v = v < behind_y + 1 ? v : behind_y + 1;
      const int32_t left = (int32_t)u, top = (int32_t)v;
      right[column] = u - (float)left;
      below[column] = v - (float)top;
      places[column] = top * stride + left;
    }
    for (int64_t plane = 0; plane < planes; plane++) {
      const float *restrict from = framed + plane * (height + 3) * stride;
#pragma clang loop vectorize(assume_safety) interleave_count(1)
      for (int64_t column = 0; column < pitch; column++) {
        const float *corner = from + places[column];
        const float r = right[column], b = below[column];
        const float upper = corner[0] * (1 - r) + corner[1] * r;
        const float lower = corner[stride] * (1 - r) + corner[stride + 1] * r;
        result[column] = (upper * (1 - b) + lower * b) * scale;
      }
      memcpy(target + (plane * height + line) * width, result, sizeof(float) * (size_t)width);
    }
  }
}
