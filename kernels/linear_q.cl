// linear_q: rows of activations through a weight matrix that stays packed: blocks of 4 or 8 bits, or 16-bit floats.
//
// Why      A new token of a decoder reads every weight once, so its time is the time to read them: 4 bits take an
//          eighth of it.
// Math     that of linear.cl. A weight is d * n + m: n its 4 bits (0..15) or 8 bits (-128..127), d and m those of its
//          block of 32 neighbours along k (m only with 4 bits; Q4_0 is m = -8d); or a half float, or a bfloat16.
//          One row: within a block, sums of x * n come first, and then sum * d + (sum of x) * m.
// Shapes   x, y, r, b: see linear.cl; rows counts MR rows at a time, T rows. W: for each panel of NR output columns and
//          each block of 32 k, scales (NV vectors of 8 columns) and weights (a row of NV vectors of 8 ints for each bit
//          of a weight, an int holding as many neighbours along k as it has room for, lowest bits first). Scales are
//          halves d | m << 16 with 4 bits, floats with 8 bits (d * 2^-24: the byte stays where it is in the int), and
//          absent with 16.
// Tiles    T = 1: one panel. Else panels * ceil(rows/group): the panel is unpacked to floats once, into the worker's
//          own scratch (K*NR floats), and then used for `group` blocks of MR rows, so that arithmetic is what takes
//          time.
//          unpack: one panel, to be kept as floats.
// Build    MR, NV as linear.cl has them.
// Edges    K is a multiple of 32; the last panel is filled up with zeros. Otherwise as linear.cl. b none: no bias.
//          Integers become floats by the compiler's own conversion: PoCL's built-in would be a call for each vector.
// Twin     attnviz/compute/reference.py linear, unpacked
// Test     tests/compute/test_packed.py

struct linear_q_step {
    struct step step;
    place x;
    long ldx;
    place w, b;  // no b: no bias
    long K;
    place y;
    long ldy;
    place r;  // none: no residual
    long ldr;
    long T, rows, group;
    long activation;
    long kind;  // one of the four below
    place scratch;
};

enum { Q4, Q8, HALF, BRAIN };

#if defined(POCL_DEVICE_ADDRESS_BITS) && defined(__clang__)
#define FLOATS(ints) __builtin_convertvector(ints, float8)
#else
#define FLOATS(ints) convert_float8(ints)
#endif

// vectors of 8 ints from one block to the next
static inline int block_size(int kind) {
    return kind == Q4 ? NV * 5 : kind == Q8 ? NV * 9 : NV * 16;
}

// Half floats of one half of each int, exactly: the sign stays, exponent and fraction move to where a float has them,
// and 2^112 makes up for the difference of the exponents' biases.
static inline float8 high_halves(int8 pair) {
    return as_float8(pair >> 3 & (int)0x8fffe000) * 5.192296858534828e33f;
}

static inline float8 low_halves(int8 pair) {
    return high_halves(pair << 16);
}

static inline float8 low_brains(int8 pair) {
    return as_float8(pair << 16);
}

static inline float8 high_brains(int8 pair) {
    return as_float8(pair & (int)0xffff0000);
}

// four bits i of each int
static inline float8 nibbles(int8 v, int i) {
    return FLOATS(v >> 4 * i & 15);
}

// byte i of each int, times 2^24
static inline float8 bytes(int8 v, int i) {
    return FLOATS(v << (24 - 8 * i) & (int)0xff000000);
}

static inline void dot_q4(global const float *x, global const int8 *block, int blocks, float8 *acc) {
    for (; blocks > 0; blocks--, block += NV * 5) {
        float8 even[NV], odd[NV], total = (float8)(0.0f);
        UNROLL for (int j = 0; j < NV; j++) even[j] = odd[j] = (float8)(0.0f);
        for (int c = 1; c <= 4; c++, x += 8) {
            int8 v[NV];
            UNROLL for (int j = 0; j < NV; j++) v[j] = block[c * NV + j];
            total += *(global const float8 *)x;
            UNROLL for (int i = 0; i < 8; i += 2) {
                const float8 x0 = (float8)(x[i]), x1 = (float8)(x[i + 1]);
                UNROLL for (int j = 0; j < NV; j++) {
                    even[j] = x0 * nibbles(v[j], i) + even[j];
                    odd[j] = x1 * nibbles(v[j], i + 1) + odd[j];
                }
            }
        }
        const float sum = sum8(total);
        UNROLL for (int j = 0; j < NV; j++) {
            acc[j] = (even[j] + odd[j]) * low_halves(block[j]) + acc[j];
            acc[j] = sum * high_halves(block[j]) + acc[j];
        }
    }
}

static inline void dot_q8(global const float *x, global const int8 *block, int blocks, float8 *acc) {
    for (; blocks > 0; blocks--, block += NV * 9) {
        float8 even[NV], odd[NV];
        UNROLL for (int j = 0; j < NV; j++) even[j] = odd[j] = (float8)(0.0f);
        for (int c = 1; c <= 8; c++, x += 4) {
            int8 v[NV];
            UNROLL for (int j = 0; j < NV; j++) v[j] = block[c * NV + j];
            UNROLL for (int i = 0; i < 4; i += 2) {
                const float8 x0 = (float8)(x[i]), x1 = (float8)(x[i + 1]);
                UNROLL for (int j = 0; j < NV; j++) {
                    even[j] = x0 * bytes(v[j], i) + even[j];
                    odd[j] = x1 * bytes(v[j], i + 1) + odd[j];
                }
            }
        }
        UNROLL for (int j = 0; j < NV; j++) acc[j] = (even[j] + odd[j]) * as_float8(block[j]) + acc[j];
    }
}

static inline void dot_16(global const float *x, global const int8 *v, int blocks, bool brain, float8 *acc) {
    float8 odd[NV];
    UNROLL for (int j = 0; j < NV; j++) odd[j] = (float8)(0.0f);
    for (int c = 0; c < 16 * blocks; c++, x += 2, v += NV) {
        const float8 x0 = (float8)(x[0]), x1 = (float8)(x[1]);
        UNROLL for (int j = 0; j < NV; j++) {
            acc[j] = x0 * (brain ? low_brains(v[j]) : low_halves(v[j])) + acc[j];
            odd[j] = x1 * (brain ? high_brains(v[j]) : high_halves(v[j])) + odd[j];
        }
    }
    UNROLL for (int j = 0; j < NV; j++) acc[j] += odd[j];
}

// a panel as linear.cl has it: [K][NV] float8
static inline void unpack_panel(global const int8 *block, int blocks, int kind, global float8 *out) {
    for (; blocks > 0; blocks--, block += block_size(kind)) {
        switch (kind) {
        case Q4: {
            float8 d[NV], m[NV];
            UNROLL for (int j = 0; j < NV; j++) {
                d[j] = low_halves(block[j]);
                m[j] = high_halves(block[j]);
            }
            for (int c = 1; c <= 4; c++)
                UNROLL for (int i = 0; i < 8; i++, out += NV)
                    UNROLL for (int j = 0; j < NV; j++) out[j] = nibbles(block[c * NV + j], i) * d[j] + m[j];
            break;
        }
        case Q8:
            for (int c = 1; c <= 8; c++)
                UNROLL for (int i = 0; i < 4; i++, out += NV)
                    UNROLL for (int j = 0; j < NV; j++) out[j] = bytes(block[c * NV + j], i) * as_float8(block[j]);
            break;
        default:
            for (int c = 0; c < 16; c++, out += 2 * NV) {
                UNROLL for (int j = 0; j < NV; j++) {
                    const int8 v = block[c * NV + j];
                    out[j] = kind == BRAIN ? low_brains(v) : low_halves(v);
                    out[NV + j] = kind == BRAIN ? high_brains(v) : high_halves(v);
                }
            }
        }
    }
}

static void linear_q_tile(const Memory *memory, global const struct linear_q_step *op, int tile) {
    const int K = op->K, kind = op->kind, activation = op->activation;
    const int groups = op->T > 1 ? (op->rows + op->group - 1) / op->group : 1, panel = tile / groups;
    global const int8 *w = AT(const int8, op->w) + (size_t)panel * (K / 32) * block_size(kind);
    global const float8 *bias = op->b ? (global const float8 *)(AT(const float, op->b) + panel * NR) : 0;
    global const float *x = AT(const float, op->x);
    global float *y = AT(float, op->y) + panel * NR;
    global const float *r = op->r ? AT(const float, op->r) + panel * NR : 0;
    if (op->T == 1) {
        float8 acc[NV];
        UNROLL for (int j = 0; j < NV; j++) acc[j] = bias ? bias[j] : (float8)(0.0f);
        switch (kind) {
        case Q4: dot_q4(x, w, K / 32, acc); break;
        case Q8: dot_q8(x, w, K / 32, acc); break;
        default: dot_16(x, w, K / 32, kind == BRAIN, acc);
        }
        finish_row(acc, y, r, activation);
        return;
    }
    const int first = tile % groups * op->group, stop = first + op->group < op->rows ? first + op->group : op->rows;
    const size_t ldx = op->ldx, ldy = op->ldy, ldr = op->ldr;
    global float8 *weight = (global float8 *)(AT(float, op->scratch) + (size_t)memory->worker * K * NR);
    unpack_panel(w, K / 32, kind, weight);
    for (int block = first * MR; block < stop * MR; block += MR)
        linear_block(x + block * ldx, ldx, weight, K, bias, y + block * ldy, ldy, r ? r + block * ldr : r, ldr,
                     activation, 0, 0);
}

struct unpack_step {
    struct step step;
    place w;
    long kind, K;
    place y;  // panels as linear.cl has them
    long N;   // columns of the result, for whoever counts the work
};

static void unpack_tile(const Memory *memory, global const struct unpack_step *op, int panel) {
    const int blocks = op->K / 32;
    unpack_panel(AT(const int8, op->w) + (size_t)panel * blocks * block_size(op->kind), blocks, op->kind,
                 (global float8 *)(AT(float, op->y) + (size_t)panel * op->K * NR));
}

// row `id` of a table packed as W is, D floats
static inline void unpack_row(global const int *w, int kind, int id, int D, global float *out) {
    const int size = 8 * block_size(kind), column = id % NR;
    global const int *block = w + (size_t)(id / NR) * (D / 32) * size + column;
    for (int k = 0; k < D; k++) {
        global const int *own = block + (size_t)(k / 32) * size;
        const int8 scale = (int8)(own[0]);
        switch (kind) {
        case Q4: {
            const int n = own[NR * (1 + k % 32 / 8)] >> 4 * (k % 8) & 15;
            out[k] = n * low_halves(scale).s0 + high_halves(scale).s0;
            break;
        }
        case Q8: {
            const char n = own[NR * (1 + k % 32 / 4)] >> 8 * (k % 4);
            out[k] = n * (as_float8(scale).s0 * 16777216.0f);
            break;
        }
        default: {
            const int8 pair = (int8)(own[NR * (k % 32 / 2)]);
            out[k] = (kind == BRAIN ? k % 2 ? high_brains(pair) : low_brains(pair)
                                    : k % 2 ? high_halves(pair) : low_halves(pair)).s0;
        }
        }
    }
}
