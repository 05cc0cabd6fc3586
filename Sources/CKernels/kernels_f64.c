#include "multiversion.h"
#include "CKernels.h"
#include "bfloat16.h"

#include <math.h>
#include <string.h>

static inline double exponential(double x) { return exp(x); }

#define SCALAR double
#define EXPONENTIAL_LOOP
#define KERNEL(name) ck_##name##_f64
#include "kernels.inc"
#define TANH tanh
#define ERFC erfc
#include "activations.inc"
