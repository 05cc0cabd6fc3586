// What the C++ files of this module share: the context of a thread, and signals.
#pragma once

#include "COneDNN.h"

#ifdef DISTILL_ONEDNN

#include <pthread.h>
#include <signal.h>

#include <cstring>
#include <memory>
#include <oneapi/dnnl/dnnl.hpp>
#include <unordered_map>
#include <vector>

// The numbers that identify a primitive.
using Key = std::vector<int64_t>;

struct KeyHash {
  size_t operator()(const Key &key) const {
    uint64_t hash = 0xcbf29ce484222325u;
    for (int64_t part : key) hash = (hash ^ uint64_t(part)) * 0x100000001b3u;
    return size_t(hash);
  }
};

// A prepared matrix product.
struct Product {
  dnnl::matmul primitive;
  dnnl::memory a, b, bias, c, scratchpad;
  std::unordered_map<int, dnnl::memory> arguments;
};

// A primitive of one pass of a convolution.
struct Convolution {
  dnnl::primitive primitive;
  // The weights, or their gradient: as the primitive has them, and as the caller does.
  dnnl::memory::desc packed, plain;
  dnnl::reorder reorder;
  dnnl::memory images, outputs, weights, plain_weights, own_weights, bias, scratchpad;
  std::unordered_map<int, dnnl::memory> arguments;
};

struct conednn_context {
  explicit conednn_context(bool receives_signals) : receives_signals(receives_signals) {}

  const bool receives_signals;
  int64_t computed = 0;
  dnnl::engine engine{dnnl::engine::kind::cpu, 0};
  dnnl::stream stream{engine};
  Key key;  // the one of the current call, kept for its memory
  // A null entry remembers that oneDNN refused the shape.
  std::unordered_map<Key, std::unique_ptr<Product>, KeyHash> products;
  std::unordered_map<Key, std::unique_ptr<Convolution>, KeyHash> convolutions;
};

// The value for `key` in `map`, made by `make` when it is first needed; null where there is none.
template <typename Value, typename Make>
Value *prepared(std::unordered_map<Key, std::unique_ptr<Value>, KeyHash> &map, const Key &key,
                Make make) {
  auto found = map.find(key);
  if (found == map.end()) {
    std::unique_ptr<Value> made;
    try {
      made = make();
    } catch (const dnnl::error &) {
      // No implementation here: remembered as null.
    }
    found = map.emplace(key, std::move(made)).first;
  }
  return found->second.get();
}

// What every primitive has: scratch memory of our own, because the library's is shared by all
// primitives of a thread in version 2 and per primitive in version 3; with `relu`, a rectifier at the
// end.
inline dnnl::primitive_attr primitive_attributes(bool relu) {
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  if (relu) {
    dnnl::post_ops operations;
#if DNNL_VERSION_MAJOR >= 3
    operations.append_eltwise(dnnl::algorithm::eltwise_relu, 0.f, 0.f);
#else
    operations.append_eltwise(1.f, dnnl::algorithm::eltwise_relu, 0.f, 0.f);
#endif
    attributes.set_post_ops(operations);
  }
  return attributes;
}

// The reference implementation is far slower than the portable kernels.
inline bool is_reference(const char *implementation) {
  return std::strncmp(implementation, "ref", 3) == 0;
}

// With `blocks`, blocks signals on this thread while it lives: all but those that a fault of the running
// code raises.
class Unsignalled {
 public:
  explicit Unsignalled(bool blocks);
  ~Unsignalled() {
    if (blocks_) pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  Unsignalled(const Unsignalled &) = delete;
  Unsignalled &operator=(const Unsignalled &) = delete;

 private:
  const bool blocks_;
  sigset_t before_;
};

#endif
