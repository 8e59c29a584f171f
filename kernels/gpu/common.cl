// common: what the kernels for a graphics card share. It stands in front of each of their programs.
//
// Math     activated: one of attnviz/compute/ops.py ACTIVATIONS, by its place there. seen_from, seen_stop: the keys that
//          a query looks at, as ops.py Mask has them.
// Build    WAVE work-items of a group where one group makes one row, a power of two: 64 is one wave of AMD GCN, whose
//          barriers then cost nothing. UK: how far loops over the depth of a tile are unrolled. NOUNROLL leaves loops
//          rolled (for checkers that cannot read what unrolling makes).
// Edges    mask: the host sends first = window = S when every query looks at all S keys, so that no kernel need ask.
// Twin     attnviz/compute/reference.py gelu, gelu_tanh, relu, silu, allowed
// Test     tests/compute/test_gpu_set.py

#ifndef WAVE
#define WAVE 64
#endif
#ifndef UK
#define UK 4
#endif

#ifdef NOUNROLL
#define UNROLL
#define UNROLL_K
#else
#define STRING(x) #x
#define PRAGMA(x) _Pragma(STRING(x))
#define UNROLL _Pragma("unroll")
#define UNROLL_K PRAGMA(unroll UK)
#endif

#define WAVE_GROUP __attribute__((reqd_work_group_size(WAVE, 1, 1)))

enum { NONE, GELU, GELU_TANH, RELU, SILU };

// erf as x * P(x^2) / Q(x^2), the fit that kernels/common.cl describes
static inline float4 erf4(float4 x) {
    x = x > 3.925f ? (float4)(3.925f) : x;
    x = x < -3.925f ? (float4)(-3.925f) : x;
    const float4 t = x * x;
    float4 p = t * 2.0459943e-6f + 2.8482560e-4f;
    p = p * t + 3.7721060e-3f;
    p = p * t + 5.2767895e-2f;
    p = p * t + 1.9058454e-1f;
    p = p * t + 1.1283791f;
    float4 q = t * 3.8046492e-5f + 1.1637354e-3f;
    q = q * t + 1.4982312e-2f;
    q = q * t + 1.1417875e-1f;
    q = q * t + 5.0223386e-1f;
    q = q * t + 1.0f;
    return x * p / q;
}

// tanh(z) is 1 - 2 / (1 + exp(2z)), so GELU's approximation by tanh is x times the logistic function of 2z
static inline float4 activated(float4 a, int activation) {
    switch (activation) {
    case GELU: return 0.5f * a * (1.0f + erf4(a * 0.70710678f));
    case GELU_TANH: return a / (1.0f + exp(-a * (1.59576912f + 0.07135481f * a * a)));
    case RELU: return a > 0.0f ? a : (float4)(0.0f);
    case SILU: return a / (1.0f + exp(-a));
    }
    return a;
}

// the first key that query t no longer looks at, and the first one that a query with this stop does
static inline int seen_stop(int t, int S, int first) {
    const int stop = first + t + 1;
    return stop < S ? stop : S;
}

static inline int seen_from(int stop, int window) {
    return stop > window ? stop - window : 0;
}

// four floats of a row, of which the first `left` belong to it
static inline float4 row4(global const float *p, int left) {
    if (left >= 4) return vload4(0, p);
    return (float4)(left > 0 ? p[0] : 0.0f, left > 1 ? p[1] : 0.0f, left > 2 ? p[2] : 0.0f, 0.0f);
}

// `depth` columns of `count` rows from row `first` on, turned: to[k][row], rows count + 4 apart. `left` columns belong
// to the matrix, others are 0; rows beyond its last repeat that one.
static inline void turn(global const float *matrix, int ld, int rows, int first, int count, int depth, int left,
                        local float *to, int item, int items) {
    const int ldt = count + 4;
    for (int i = item; i < count * depth / 4; i += items) {
        const int row = i / (depth / 4), k = i % (depth / 4) * 4;
        const int read = first + row < rows ? first + row : rows - 1;
        const float4 four = row4(matrix + (size_t)read * ld + k, left - k);
        to[k * ldt + row] = four.x;
        to[(k + 1) * ldt + row] = four.y;
        to[(k + 2) * ldt + row] = four.z;
        to[(k + 3) * ldt + row] = four.w;
    }
}

// the sum of everybody's value in a group of WAVE, known to all
static inline float group_sum(float value, local float *shared) {
    const int item = get_local_id(0);
    shared[item] = value;
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int step = WAVE / 2; step > 0; step /= 2) {
        if (item < step) shared[item] += shared[item + step];
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    const float sum = shared[0];
    barrier(CLK_LOCAL_MEM_FENCE);  // before the next sum overwrites it
    return sum;
}
