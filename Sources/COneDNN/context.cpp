#include "context.hpp"

#ifdef DISTILL_ONEDNN

#include <dlfcn.h>

#include <string>

namespace {

// oneDNN's OpenMP workers would spin at every barrier and starve other processes on the machine.
// The setting belongs to the calling thread, so the rest of the process keeps its own. Looked up at
// run time because a oneDNN built for another threading runtime has no such function.
void run_oneDNN_on_this_thread_only() {
  using SetThreads = void (*)(int);
  if (auto set = reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "omp_set_num_threads"))) set(1);
}

sigset_t asynchronous_signals() {
  sigset_t set;
  sigfillset(&set);
  for (int number : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS})
    sigdelset(&set, number);
  return set;
}

}  // namespace

Unsignalled::Unsignalled(bool blocks) : blocks_(blocks) {
  static const sigset_t all = asynchronous_signals();
  if (blocks_) pthread_sigmask(SIG_BLOCK, &all, &before_);
}

conednn_context *conednn_context_create(bool thread_receives_signals) {
  try {
    run_oneDNN_on_this_thread_only();
    return new conednn_context(thread_receives_signals);
  } catch (const std::exception &) {
    return nullptr;
  }
}

void conednn_context_destroy(conednn_context *context) { delete context; }

int64_t conednn_context_products(const conednn_context *context) {
  return context ? context->computed : 0;
}

namespace {
// A bit of dnnl_cpu_isa_t that every set with the feature has.
bool has(unsigned feature) { return (unsigned(dnnl_get_effective_cpu_isa()) & feature) == feature; }
}  // namespace

bool conednn_has_bfloat16_products(void) {
#if defined(__x86_64__)
  // Below, oneDNN has none, or imitates them, slower than float32.
  return has(dnnl_cpu_isa_avx512_core_bf16);
#else
  return false;
#endif
}

const char *conednn_instruction_set(void) {
#if defined(__x86_64__)
  if (has(dnnl_cpu_isa_avx512_core_amx)) return "AVX-512 with bfloat16 and AMX";
  if (has(dnnl_cpu_isa_avx512_core_bf16)) return "AVX-512 with bfloat16";
  if (has(dnnl_cpu_isa_avx512_core)) return "AVX-512";
  if (has(dnnl_cpu_isa_avx2)) return "AVX2";
  if (has(dnnl_cpu_isa_avx)) return "AVX";
  return "SSE4.1";
#else
  return "";
#endif
}

const char *conednn_version(void) {
  static const std::string version = [] {
    const dnnl_version_t *v = dnnl_version();
    return std::to_string(v->major) + "." + std::to_string(v->minor) + "." +
           std::to_string(v->patch);
  }();
  return version.c_str();
}

#else

conednn_context *conednn_context_create(bool) { return nullptr; }
void conednn_context_destroy(conednn_context *) {}
int64_t conednn_context_products(const conednn_context *) { return 0; }
bool conednn_has_bfloat16_products(void) { return false; }
const char *conednn_instruction_set(void) { return ""; }
const char *conednn_version(void) { return ""; }

#endif
