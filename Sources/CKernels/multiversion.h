#pragma once

// One copy of a kernel per processor generation, chosen when the program is loaded. Only ELF systems
// can do that; elsewhere, and with CK_NO_MULTIVERSION, the compiler's baseline serves: sanitizers run
// too late for the functions that choose.
#if defined(__x86_64__) && defined(__ELF__) && !defined(CK_NO_MULTIVERSION)
#define CK_MULTIVERSION \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CK_MULTIVERSION
#endif
