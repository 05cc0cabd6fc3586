// What a signal handler does to oneDNN's float32 products: see Results/notebook.md, "Signals".
//
//   c++ -O2 Benchmarks/signals.cpp -o signals -ldnnl
//   ONEDNN_MAX_CPU_ISA=AVX2 OMP_NUM_THREADS=1 ./signals
//
// For each product, 300 processes receive one signal at a random moment each, on the ordinary stack, and
// compare the result and both factors, with 16 KiB on either side, with those of the same product without a
// signal. Then one process samples the stack pointer from a handler on a stack of its own.

#include <signal.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <oneapi/dnnl/dnnl.hpp>
#include <vector>

using namespace dnnl;

struct Case {
  int m, k, n;
  bool transposed_a, transposed_b;
};

static volatile long on_stack, elsewhere;
static char *stack_low, *stack_high;

static void write_frame(int) {
  volatile char frame[64];
  for (int i = 0; i < 64; i++) frame[i] = 1;
}

static void sample(int, siginfo_t *, void *context) {
  char *pointer = (char *)((ucontext_t *)context)->uc_mcontext.gregs[REG_RSP];
  (pointer >= stack_low && pointer < stack_high ? on_stack : elsewhere)++;
}

static void start(bool samples, int microseconds) {
  struct sigaction action = {};
  action.sa_flags = SA_RESTART | (samples ? SA_ONSTACK | SA_SIGINFO : 0);
  if (samples)
    action.sa_sigaction = sample;
  else
    action.sa_handler = write_frame;
  sigaction(SIGALRM, &action, nullptr);
  itimerval timer = {{0, samples ? microseconds : 0}, {0, microseconds}};
  setitimer(ITIMER_REAL, &timer, nullptr);
}

// 0: clean, 3: another result, 4: another factor; a crash ends the process by a signal.
static int run(const Case &c, bool samples, int microseconds, double seconds) {
  const size_t margin = 4096;
  engine cpu(engine::kind::cpu, 0);
  stream line(cpu);
  const auto type = memory::data_type::f32;
  memory::desc a_shape({c.m, c.k}, type, c.transposed_a ? memory::dims{1, c.m} : memory::dims{c.k, 1});
  memory::desc b_shape({c.k, c.n}, type, c.transposed_b ? memory::dims{1, c.k} : memory::dims{c.n, 1});
  memory::desc c_shape({c.m, c.n}, type, memory::dims{c.n, 1});
  std::vector<float> a(c.m * c.k + 2 * margin), b(c.k * c.n + 2 * margin), y(c.m * c.n + 2 * margin);
  for (auto *values : {&a, &b})
    for (float &value : *values) value = rand() / (float)RAND_MAX - .5f;
  const auto a_before = a, b_before = b;
  primitive_attr attributes;
  attributes.set_scratchpad_mode(scratchpad_mode::user);
  matmul::primitive_desc description(matmul::desc(a_shape, b_shape, c_shape), attributes, cpu);
  matmul product(description);
  memory am(a_shape, cpu, a.data() + margin), bm(b_shape, cpu, b.data() + margin);
  memory ym(c_shape, cpu, y.data() + margin), scratch(description.scratchpad_desc(), cpu);
  auto compute = [&] {
    std::fill(y.begin() + margin, y.end() - margin, 0.f);
    product.execute(line, {{DNNL_ARG_SRC, am}, {DNNL_ARG_WEIGHTS, bm}, {DNNL_ARG_DST, ym},
                           {DNNL_ARG_SCRATCHPAD, scratch}});
  };
  compute();
  const auto expected = y;
  start(samples, microseconds);
  timeval begin, now;
  gettimeofday(&begin, nullptr);
  do {
    compute();
    if (memcmp(y.data(), expected.data(), y.size() * 4)) return 3;
    if (memcmp(a.data(), a_before.data(), a.size() * 4) ||
        memcmp(b.data(), b_before.data(), b.size() * 4))
      return 4;
    gettimeofday(&now, nullptr);
  } while ((now.tv_sec - begin.tv_sec) + 1e-6 * (now.tv_usec - begin.tv_usec) < seconds);
  return 0;
}

int main() {
  const Case cases[] = {{50, 784, 8, false, true}, {50, 784, 8, false, false},
                        {128, 1200, 1200, false, true}, {128, 1200, 1200, false, false},
                        {1200, 128, 1200, true, false}, {128, 784, 300, false, true}};
  for (const Case &c : cases) {
    int crashed = 0, wrong = 0, clean = 0;
    for (int attempt = 0; attempt < 300; attempt++) {
      const pid_t child = fork();
      if (child == 0) _exit(run(c, false, 200 + attempt * 37 % 3000, 0.006));
      int status;
      waitpid(child, &status, 0);
      (WIFSIGNALED(status) ? crashed : WEXITSTATUS(status) ? wrong : clean)++;
    }
    printf("%d x %d x %d%s%s: one signal: %d crashed, %d wrong, %d clean", c.m, c.k, c.n,
           c.transposed_a ? ", A transposed" : "", c.transposed_b ? ", B transposed" : "", crashed, wrong,
           clean);
    fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
      static char own[1 << 20];
      stack_t other = {};
      other.ss_sp = own;
      other.ss_size = sizeof own;
      sigaltstack(&other, nullptr);
      stack_high = (char *)&other + (1 << 16);
      stack_low = (char *)&other - (6 << 20);
      run(c, true, 500, 1);
      printf("; stack pointer on the stack in %ld of %ld samples\n", on_stack, on_stack + elsewhere);
      fflush(stdout);
      _exit(0);
    }
    waitpid(child, nullptr, 0);
  }
}
