// linear: rows of activations through a weight matrix, with whatever follows fused into the same pass.
//
// Math     y[m,n] = f(b[n] + sum_k x[m,k] * W[n,k])  or, with a residual r,  y[m,n] = r[m,n] + b[n] + sum_k ...
//          f: none; GELU a/2 * (1 + erf(a/sqrt 2)); GELU by tanh, a / (1 + exp(-2u)), u = sqrt(2/pi) * (a + 0.044715 a^3);
//          ReLU max(a, 0); SiLU a / (1 + exp(-a)).
// Shapes   x (M, K), r and y (M, N): row-major, rows ldx, ldr and ldy floats apart. W is packed by the host into panels
//          [ceil(N/NR)][K][NR]: NR output columns lie side by side for each k, the last panel filled up with zeros.
//          b is filled up with zeros likewise.
// Tiles    ceil(N/NR) * ceil(rows/RG), where rows = ceil(M/MR): a tile is one panel times RG blocks of MR rows. A panel
//          is read from memory once and from the cache for the blocks after the first. A short text waits for W to come
//          from memory rather than for arithmetic, so while one panel is used the next one is fetched, of the next
//          product if need be: measured at 16 tokens, 1.25 times faster.
// Local    none. A block lives in registers: MR*NV accumulators + NV weights + 1 input, 16 float8 with the defaults,
//          which is what AVX2 has; larger blocks spill and run at half the speed.
// Build    MR rows and NV float8 columns of a block; NR = 8*NV is also the host's packing. RG blocks in a tile.
// Edges    x, r and y have their rows padded to a multiple of MR and their columns to a multiple of NR; what is
//          computed in the padding is never read back. W, b, r, y and ldr, ldy are aligned to 32 bytes.
//          No function is called inside the loop over k: PoCL 3.0 cannot inline its built-ins on some processors, so
//          x*b + acc is left to be contracted to a fused multiply-add, which plain OpenCL C allows.
// Twin     attnviz/compute/reference.py linear, gelu, gelu_tanh, relu, silu
// Test     tests/compute/test_linear.py

#ifndef MR
#define MR 4
#endif
#ifndef NV
#define NV 3
#endif
#ifndef RG
#define RG 4
#endif
#define NR (8 * NV)

struct linear_step {
    struct step step;
    place x;
    long ldx;
    place w, b;
    long K;
    place y;
    long ldy;
    place r;  // none: no residual
    long ldr;
    long rows;        // blocks of MR rows
    long activation;  // one of the five below
    long next;        // steps from here to the next product; 0 if none
    long M, N;        // without padding, for whoever counts the work
};

enum { NONE, GELU, GELU_TANH, RELU, SILU };

// x / (1 + exp(-x)), by the exponential of a number that is not positive
static inline float8 silu8(float8 a) {
    const float8 e = exp8(a < 0.0f ? a : -a);
    return a * (a < 0.0f ? e : (float8)(1.0f)) / (1.0f + e);
}

static inline float8 activated(float8 a, int activation) {
    switch (activation) {
    case GELU: return 0.5f * a * (1.0f + erf8(a * 0.70710678f));
    case GELU_TANH: {
        const float8 near = clamp(a, -10.0f, 10.0f), twice = 1.59576912f + 0.07135481f * near * near;  // 2u / a
        return silu8(a * twice) / twice;  // beyond 10 the sigmoid is 0 or 1, and a^3 may overflow
    }
    case RELU: return a > 0.0f ? a : (float8)(0.0f);
    case SILU: return silu8(a);
    }
    return a;
}

// first float of what this worker reads after a tile of this panel
static inline global const float *next_panel(const Memory *memory, global const struct linear_step *op, int panel,
                                             bool last) {
    if (!last || !op->next) return AT(const float, op->w) + (panel + 1) * NR * (size_t)op->K;
    global const struct linear_step *after =
        (global const struct linear_step *)((global const long *)op + op->next * STEP_WORDS);
    const long panels = after->step.tiles / ((after->rows + RG - 1) / RG);
    return AT(const float, after->w) + panels * memory->worker / memory->workers * NR * (size_t)after->K;
}

// what a row of a block ends with: NV float8 of y
static inline void finish_row(const float8 *acc, global float *y, global const float *r, int activation) {
    global float8 *out = (global float8 *)y;
    global const float8 *old = (global const float8 *)r;
    if (old) {
        UNROLL for (int j = 0; j < NV; j++) out[j] = acc[j] + old[j];
    } else {
        UNROLL for (int j = 0; j < NV; j++) out[j] = activated(acc[j], activation);
    }
}

// MR rows of x through one panel of W, K floats deep; `share` bytes at `fetch` are fetched with each step
static inline void linear_block(global const float *x, size_t ldx, global const float8 *weight, int K,
                                global const float8 *bias, global float *y, size_t ldy, global const float *r,
                                size_t ldr, int activation, global const char *fetch, int share) {
    float8 acc[MR][NV];
    UNROLL for (int i = 0; i < MR; i++) {
        UNROLL for (int j = 0; j < NV; j++) acc[i][j] = bias ? bias[j] : (float8)(0.0f);
    }
    for (int k = 0; k < K; k++, weight += NV) {
        FETCH(fetch + k * share);
        float8 column[NV];
        UNROLL for (int j = 0; j < NV; j++) column[j] = weight[j];
        UNROLL for (int i = 0; i < MR; i++) {
            const float8 value = (float8)(x[i * ldx + k]);
            UNROLL for (int j = 0; j < NV; j++) acc[i][j] = value * column[j] + acc[i][j];
        }
    }
    UNROLL for (int i = 0; i < MR; i++) finish_row(acc[i], y + i * ldy, r ? r + i * ldr : r, activation);
}

static void linear_tile(const Memory *memory, global const struct linear_step *op, int tile, bool last) {
    const int rows = op->rows, groups = (rows + RG - 1) / RG, panel = tile / groups;
    const int first = tile % groups * RG, stop = first + RG < rows ? first + RG : rows;
    const int K = op->K;
    const size_t ldx = op->ldx, ldy = op->ldy, ldr = op->ldr;
    global const float8 *weight = (global const float8 *)(AT(const float, op->w) + panel * NR * (size_t)K);
    global const float8 *bias = (global const float8 *)(AT(const float, op->b) + panel * NR);
    // each block of rows fetches its share of the next panel; long texts do not wait for memory
    const int share = rows < 12 ? 4 * NR / rows : 0;
    global const char *ahead = (global const char *)next_panel(memory, op, panel, last && stop == rows);

    for (int block = first; block < stop; block++) {
        global const float *x = AT(const float, op->x) + block * MR * ldx;
        global float *y = AT(float, op->y) + block * MR * ldy + panel * NR;
        global const float *r = op->r ? AT(const float, op->r) + block * MR * ldr + panel * NR : 0;
        linear_block(x, ldx, weight, K, bias, y, ldy, r, ldr, op->activation, ahead + (size_t)block * K * share, share);
    }
}
