// linear: rows of activations through a weight matrix, with whatever follows fused into the same pass.
//
// Math     y[m,n] = f(b[n] + sum_k x[m,k] * W[n,k])
//          linear: f(a) = a.   linear_gelu: f(a) = a/2 * (1 + erf(a/sqrt 2)).   linear_add: f(a) = a + r[m,n].
// Shapes   x (M, K), r and y (M, N): row-major, rows ldx, ldr and ldy floats apart. W is packed by the host into panels
//          [ceil(N/NR)][K][NR]: NR output columns lie side by side for each k, the last panel filled up with zeros.
//          b is filled up with zeros likewise.
// Mapping  global (ceil(M/MR), ceil(N/NR)): a work-item makes one tile of MR x NR outputs. Neighbours along the first
//          axis read the same panel, which stays in the cache. The local size is free. A short text waits for W to come
//          from memory rather than for arithmetic, so on PoCL each tile has its share of the next panel fetched.
// Local    none. The tile lives in registers: MR*NV accumulators + NV weights + 1 input, 16 float8 with the defaults,
//          which is what AVX2 has; larger tiles spill and run at half the speed.
// Build    MR rows and NV float8 columns of a tile; NR = 8*NV is also the host's packing.
//          NOUNROLL leaves loops rolled (for checkers that cannot read what unrolling makes).
// Run      x, ldx, W, b, K, r (linear_add only), ldr (likewise), y, ldy. Sizes and distances in floats, int.
// Edges    x, r and y have their rows padded to a multiple of MR and their columns to a multiple of NR; what is
//          computed in the padding is never read back. W, b, r, y and ldr, ldy are aligned to 32 bytes.
//          No function is called inside the loop over k: PoCL 3.0 cannot inline its built-ins on some processors, so
//          x*b + acc is left to be contracted to a fused multiply-add, which plain OpenCL C allows.
// Twin     attnviz/compute/reference.py linear, gelu
// Test     tests/compute/test_linear.py

#ifndef MR
#define MR 4
#endif
#ifndef NV
#define NV 3
#endif
#define NR (8 * NV)

#ifdef NOUNROLL
#define UNROLL
#else
#define UNROLL _Pragma("unroll")
#endif

// OpenCL has prefetch() for this, but PoCL ignores it. A hint does not fault, so it may reach beyond the last panel.
#ifdef POCL_DEVICE_ADDRESS_BITS
#define FETCH_AHEAD(address) __builtin_prefetch((const void *)(size_t)(address))
#else
#define FETCH_AHEAD(address)
#endif

// erf as x * P(x^2) / Q(x^2), fitted to a relative error of 2e-8 on |x| <= 3.925, beyond which float erf is 1.
// Abramowitz & Stegun 7.1.26 is no cheaper (it needs exp) and errs by 1.5e-7 before rounding.
static inline float8 erf8(float8 x) {
    x = x > 3.925f ? (float8)(3.925f) : x;
    x = x < -3.925f ? (float8)(-3.925f) : x;
    const float8 t = x * x;
    float8 p = t * 2.0459943e-6f + 2.8482560e-4f;
    p = p * t + 3.7721060e-3f;
    p = p * t + 5.2767895e-2f;
    p = p * t + 1.9058454e-1f;
    p = p * t + 1.1283791f;
    float8 q = t * 3.8046492e-5f + 1.1637354e-3f;
    q = q * t + 1.4982312e-2f;
    q = q * t + 1.1417875e-1f;
    q = q * t + 5.0223386e-1f;
    q = q * t + 1.0f;
    return x * p / q;
}

static inline float8 gelu8(float8 a) {
    return 0.5f * a * (1.0f + erf8(a * 0.70710678f));
}

// acc = b + x @ W^T for the tile of this work-item
static inline void multiply(global const float *x, int ldx, global const float *w, global const float *b, int K,
                            float8 acc[MR][NV]) {
    global const float *rows = x + get_global_id(0) * MR * (size_t)ldx;
    global const float8 *panel = (global const float8 *)(w + get_global_id(1) * NR * (size_t)K);
    global const float8 *bias = (global const float8 *)(b + get_global_id(1) * NR);
    // this work-item's share of the next panel's columns; with more tiles than columns W is soon the smaller cost
    const int share = NR / (int)get_global_size(0);
    global const float *next = w + (get_global_id(1) + 1) * NR * (size_t)K + get_global_id(0) * (size_t)K * share;
    UNROLL for (int i = 0; i < MR; i++) {
        UNROLL for (int j = 0; j < NV; j++) acc[i][j] = bias[j];
    }
    for (int k = 0; k < K; k++, panel += NV) {
        if (share) FETCH_AHEAD(next + k * share);
        float8 column[NV];
        UNROLL for (int j = 0; j < NV; j++) column[j] = panel[j];
        UNROLL for (int i = 0; i < MR; i++) {
            const float8 value = (float8)(rows[(size_t)i * ldx + k]);
            UNROLL for (int j = 0; j < NV; j++) acc[i][j] = value * column[j] + acc[i][j];
        }
    }
}

// where this work-item's part of row i begins in a matrix with rows ld floats apart
#define TILE_ROW(matrix, ld, i) ((matrix) + (get_global_id(0) * MR + (i)) * (size_t)(ld) + get_global_id(1) * NR)

kernel void linear(global const float *x, int ldx, global const float *w, global const float *b, int K,
                   global float *y, int ldy) {
    float8 acc[MR][NV];
    multiply(x, ldx, w, b, K, acc);
    UNROLL for (int i = 0; i < MR; i++) {
        global float8 *out = (global float8 *)TILE_ROW(y, ldy, i);
        UNROLL for (int j = 0; j < NV; j++) out[j] = acc[i][j];
    }
}

kernel void linear_gelu(global const float *x, int ldx, global const float *w, global const float *b, int K,
                        global float *y, int ldy) {
    float8 acc[MR][NV];
    multiply(x, ldx, w, b, K, acc);
    UNROLL for (int i = 0; i < MR; i++) {
        global float8 *out = (global float8 *)TILE_ROW(y, ldy, i);
        UNROLL for (int j = 0; j < NV; j++) out[j] = gelu8(acc[i][j]);
    }
}

kernel void linear_add(global const float *x, int ldx, global const float *w, global const float *b, int K,
                       global const float *r, int ldr, global float *y, int ldy) {
    float8 acc[MR][NV];
    multiply(x, ldx, w, b, K, acc);
    UNROLL for (int i = 0; i < MR; i++) {
        global const float8 *old = (global const float8 *)TILE_ROW(r, ldr, i);
        global float8 *out = (global float8 *)TILE_ROW(y, ldy, i);
        UNROLL for (int j = 0; j < NV; j++) out[j] = acc[i][j] + old[j];
    }
}
