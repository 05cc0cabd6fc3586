#include "multiversion.h"
#include "CKernels.h"

const char *ck_instruction_set(void) {
#if defined(__x86_64__) && defined(__ELF__) && !defined(CK_SANITIZED)
  if (__builtin_cpu_supports("x86-64-v4")) return "AVX-512";
  if (__builtin_cpu_supports("x86-64-v3")) return "AVX2";
  return "SSE2";
#elif defined(__x86_64__)
  return "SSE2";
#elif defined(__aarch64__)
  return "NEON";
#else
  return "unknown";
#endif
}
