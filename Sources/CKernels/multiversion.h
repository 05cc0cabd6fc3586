#pragma once

// A sanitizer's checks call its runtime, which is not there yet when a program that is being loaded
// chooses among the copies of a kernel.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
    __has_feature(undefined_behavior_sanitizer) || __has_feature(coverage_sanitizer)
#define CK_SANITIZED 1
#endif
#endif

// One copy of a kernel per processor generation, chosen when the program is loaded. Only ELF systems
// can do that; elsewhere the compiler's baseline serves.
#if defined(__x86_64__) && defined(__ELF__) && !defined(CK_SANITIZED)
#define CK_MULTIVERSION \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CK_MULTIVERSION
#endif
