#include "COneDNN.h"

#ifdef DISTILL_ONEDNN

#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>

#include <cstring>
#include <memory>
#include <new>
#include <oneapi/dnnl/dnnl.hpp>
#include <string>
#include <unordered_map>

using dnnl::memory;

namespace {

// Value of a shape as a map key; the padding of the C struct is not compared.
struct Key {
  conednn_product_shape shape;
  bool operator==(const Key &o) const {
    const auto &a = shape, &b = o.shape;
    return a.m == b.m && a.n == b.n && a.k == b.k && a.lda == b.lda && a.ldb == b.ldb &&
           a.ldc == b.ldc && a.transpose_a == b.transpose_a && a.transpose_b == b.transpose_b &&
           a.bfloat16 == b.bfloat16 && a.bias == b.bias && a.relu == b.relu;
  }
};

struct Hash {
  size_t operator()(const Key &key) const {
    const auto &s = key.shape;
    uint64_t hash = 0xcbf29ce484222325u;
    for (int64_t part : {s.m, s.n, s.k, s.lda, s.ldb, s.ldc,
                         int64_t(s.transpose_a) | int64_t(s.transpose_b) << 1 |
                             int64_t(s.bfloat16) << 2 | int64_t(s.bias) << 3 | int64_t(s.relu) << 4})
      hash = (hash ^ uint64_t(part)) * 0x100000001b3u;
    return size_t(hash);
  }
};

struct Product {
  dnnl::matmul primitive;
  memory a, b, bias, c, scratchpad;
  std::unordered_map<int, memory> arguments;
};

memory::desc matrix(int64_t rows, int64_t columns, int64_t leading, bool transposed,
                    memory::data_type type) {
  return memory::desc({rows, columns}, type,
                      transposed ? memory::dims{1, leading} : memory::dims{leading, 1});
}

// oneDNN's OpenMP workers would spin at every barrier and starve other processes on the machine.
// The setting belongs to the calling thread, so the rest of the process keeps its own. Looked up at
// run time because a oneDNN built for another threading runtime has no such function.
void run_oneDNN_on_this_thread_only() {
  using SetThreads = void (*)(int);
  if (auto set = reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "omp_set_num_threads"))) set(1);
}

// All signals but those that a fault of the running code raises.
sigset_t asynchronous_signals() {
  sigset_t set;
  sigfillset(&set);
  for (int number : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS})
    sigdelset(&set, number);
  return set;
}

// With `blocks`, blocks signals on this thread while it lives.
class Unsignalled {
 public:
  explicit Unsignalled(bool blocks) : blocks_(blocks) {
    static const sigset_t all = asynchronous_signals();
    if (blocks_) pthread_sigmask(SIG_BLOCK, &all, &before_);
  }
  ~Unsignalled() {
    if (blocks_) pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  Unsignalled(const Unsignalled &) = delete;
  Unsignalled &operator=(const Unsignalled &) = delete;

 private:
  const bool blocks_;
  sigset_t before_;
};

}  // namespace

struct conednn_context {
  const bool receives_signals;
  int64_t computed = 0;
  dnnl::engine engine{dnnl::engine::kind::cpu, 0};
  dnnl::stream stream{engine};
  // A null entry remembers that oneDNN refused the shape.
  std::unordered_map<Key, std::unique_ptr<Product>, Hash> products;

  std::unique_ptr<Product> make(const conednn_product_shape &s) {
    const auto type = s.bfloat16 ? memory::data_type::bf16 : memory::data_type::f32;
    const auto a = matrix(s.m, s.k, s.lda, s.transpose_a, type);
    const auto b = matrix(s.k, s.n, s.ldb, s.transpose_b, type);
    const auto c = matrix(s.m, s.n, s.ldc, false, memory::data_type::f32);
    const auto bias = s.bias ? matrix(1, s.n, s.n, false, memory::data_type::f32) : memory::desc();
    dnnl::primitive_attr attributes;
    // The library's own scratchpad is shared by all primitives of a thread in version 2 and per
    // primitive in version 3; ours is the same in both.
    attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    if (s.relu) {
      dnnl::post_ops operations;
#if DNNL_VERSION_MAJOR >= 3
      operations.append_eltwise(dnnl::algorithm::eltwise_relu, 0.f, 0.f);
#else
      operations.append_eltwise(1.f, dnnl::algorithm::eltwise_relu, 0.f, 0.f);
#endif
      attributes.set_post_ops(operations);
    }
#if DNNL_VERSION_MAJOR >= 3
    auto description = s.bias ? dnnl::matmul::primitive_desc(engine, a, b, bias, c, attributes)
                              : dnnl::matmul::primitive_desc(engine, a, b, c, attributes);
#else
    auto operation = s.bias ? dnnl::matmul::desc(a, b, bias, c) : dnnl::matmul::desc(a, b, c);
    dnnl::matmul::primitive_desc description(operation, attributes, engine);
#endif
    // The reference implementation is far slower than the portable kernels.
    if (std::strncmp(description.impl_info_str(), "ref", 3) == 0) return nullptr;
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
};

conednn_context *conednn_context_create(bool thread_receives_signals) {
  try {
    run_oneDNN_on_this_thread_only();
    return new conednn_context{thread_receives_signals};
  } catch (const std::exception &) {
    return nullptr;
  }
}

void conednn_context_destroy(conednn_context *context) { delete context; }

bool conednn_product(conednn_context *context, const conednn_product_shape *shape, const void *a,
                     const void *b, const float *bias, float *c) {
  if (!context) return false;
  try {
    const Key key{*shape};
    auto found = context->products.find(key);
    if (found == context->products.end()) {
      std::unique_ptr<Product> made;
      try {
        made = context->make(*shape);
      } catch (const dnnl::error &) {
        // No implementation here: remembered as null.
      }
      found = context->products.emplace(key, std::move(made)).first;
    }
    Product *product = found->second.get();
    if (!product) return false;
    product->a.set_data_handle(const_cast<void *>(a));
    product->b.set_data_handle(const_cast<void *>(b));
    product->c.set_data_handle(c);
    if (shape->bias) product->bias.set_data_handle(const_cast<float *>(bias));
    const Unsignalled unsignalled(context->receives_signals);
    product->primitive.execute(context->stream, product->arguments);
    context->computed++;
    return true;
  } catch (const std::exception &) {
    return false;
  }
}

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
bool conednn_product(conednn_context *, const conednn_product_shape *, const void *, const void *,
                     const float *, float *) {
  return false;
}
int64_t conednn_context_products(const conednn_context *) { return 0; }
bool conednn_has_bfloat16_products(void) { return false; }
const char *conednn_instruction_set(void) { return ""; }
const char *conednn_version(void) { return ""; }

#endif
