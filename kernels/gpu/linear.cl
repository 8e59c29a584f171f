// linear: rows of activations through a weight matrix on a graphics card, tile by tile through local memory.
//
// Math     y[m,n] = f(b[n] + sum_k x[m,k] * W[n,k]), with f(a) = a + r[m,n], or an activation of a (common.cl).
//          linear_part sums over one stretch of k only; combine adds the stretches up and applies b and f. A short text
//          has too few tiles to occupy a card: cut along k, it has several times as many.
// Shapes   x (M, K), r and y (M, N): row-major, rows ldx, ldr and ldy floats apart. W is packed by the host into panels
//          [ceil(N/NR)][K][NR]: NR output columns lie side by side for each k, the last panel filled up with zeros.
//          b is filled up with zeros likewise. part (stretches, M, ldy).
// Mapping  linear: groups (ceil(N/TN), ceil(M/TM)), linear_part as many times as there are stretches; a group of
//          (TN/RN, TM/RM) work-items makes a tile of TM x TN outputs, each of them RM x RN.
//          combine: groups (ceil(N/64), ceil(M/4)) of (16, 4); a work-item makes four outputs.
// Local    a tile of x, turned so that a work-item's RM rows lie side by side, TK x (TM+4) floats, and a tile of W,
//          TK x TN floats; 8.3 KiB with the defaults. combine: none.
// Build    TM, TN tile of a group; TK its depth; RM, RN tile of a work-item. TN divides NR, the host's panel; TN, TM
//          and TK are multiples of 4, RN of 4, RM is 2 or a multiple of 4.
// Run      linear: x, ldx, W, b, M, K, activation (its place among ACTIVATIONS), r or null, ldr, y, ldy.
//          linear_part: x, ldx, W, M, K, length of a stretch (a multiple of TK), part, ldy.
//          combine: part, stretches, b, M, N, activation, r or null, ldr, y, ldy.
// Edges    any M and K. Columns of b, r and y are padded to a multiple of NR. Rows from M on are neither read nor
//          written. W, b, r, y are aligned to 16 bytes. The order of the sum over k is that of k within a stretch, then
//          that of the stretches: the same numbers in every run.
// Twin     attnviz/compute/reference.py linear, gelu, gelu_tanh, relu, silu
// Test     tests/compute/test_linear.py

#ifndef TM
#define TM 64
#endif
#ifndef TN
#define TN 64
#endif
#ifndef TK
#define TK 16
#endif
#ifndef RM
#define RM 4
#endif
#ifndef RN
#define RN 4
#endif
#ifndef NR
#define NR 64
#endif

#define ITEMS ((TN / RN) * (TM / RM))
#define LDX (TM + 4)
#define NV (RN / 4)
#define GROUP __attribute__((reqd_work_group_size(TN / RN, TM / RM, 1)))
#define COMBINE_GROUP __attribute__((reqd_work_group_size(16, 4, 1)))

// acc += x @ W^T over k = from..to, for the tile of this group
static inline void multiply(global const float *x, int ldx, global const float *w, int M, int K, int from, int to,
                            local float *xs, local float *ws, float4 acc[RM][NV]) {
    const int column = get_local_id(0), row = get_local_id(1), item = row * (TN / RN) + column;
    const int first_row = get_group_id(1) * TM, first_column = get_group_id(0) * TN;
    global const float *panel = w + (size_t)(first_column / NR) * NR * K + first_column % NR;

    for (int k0 = from; k0 < to; k0 += TK) {
        turn(x + k0, ldx, M, first_row, TM, TK, to - k0, xs, item, ITEMS);
        for (int i = item; i < TK * TN / 4; i += ITEMS) {
            const int k = i / (TN / 4), n = i % (TN / 4) * 4;
            *(local float4 *)(ws + k * TN + n) =
                k0 + k < to ? *(global const float4 *)(panel + (size_t)(k0 + k) * NR + n) : (float4)(0.0f);
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        UNROLL_K for (int k = 0; k < TK; k++) {
            float a[RM];
            float4 b[NV];
#if RM % 4 == 0
            UNROLL for (int i = 0; i < RM; i += 4) {
                const float4 four = *(local const float4 *)(xs + k * LDX + row * RM + i);
                a[i] = four.x, a[i + 1] = four.y, a[i + 2] = four.z, a[i + 3] = four.w;
            }
#else
            const float2 two = *(local const float2 *)(xs + k * LDX + row * RM);
            a[0] = two.x, a[1] = two.y;
#endif
            UNROLL for (int j = 0; j < NV; j++) b[j] = *(local const float4 *)(ws + k * TN + column * RN + 4 * j);
            UNROLL for (int i = 0; i < RM; i++) {
                UNROLL for (int j = 0; j < NV; j++) acc[i][j] = a[i] * b[j] + acc[i][j];
            }
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
}

// acc = b for the tile of this work-item
static inline void begin(global const float *b, float4 acc[RM][NV]) {
    global const float4 *bias = (global const float4 *)(b + get_group_id(0) * TN + get_local_id(0) * RN);
    UNROLL for (int i = 0; i < RM; i++) {
        UNROLL for (int j = 0; j < NV; j++) acc[i][j] = bias[j];
    }
}

#define TILES                                                                                                          \
    local float xs[TK * LDX] __attribute__((aligned(16)));                                                             \
    local float ws[TK * TN] __attribute__((aligned(16)));                                                              \
    float4 acc[RM][NV]

// where the four outputs j of row i of this work-item's tile begin, in a matrix of ld floats per row
#define ROW(i) (get_group_id(1) * TM + get_local_id(1) * RM + (i))
#define AT(ld, i, j) (ROW(i) * (size_t)(ld) + get_global_id(0) * RN + 4 * (j))

kernel GROUP void linear(global const float *x, int ldx, global const float *w, global const float *b, int M, int K,
                         int activation, global const float *r, int ldr, global float *y, int ldy) {
    TILES;
    begin(b, acc);
    multiply(x, ldx, w, M, K, 0, K, xs, ws, acc);
    UNROLL for (int i = 0; i < RM; i++) if (ROW(i) < M) {
        UNROLL for (int j = 0; j < NV; j++)
            *(global float4 *)(y + AT(ldy, i, j)) =
                r ? acc[i][j] + *(global const float4 *)(r + AT(ldr, i, j)) : activated(acc[i][j], activation);
    }
}

kernel GROUP void linear_part(global const float *x, int ldx, global const float *w, int M, int K, int length,
                              global float *part, int ldy) {
    TILES;
    const int from = get_group_id(2) * length, to = from + length < K ? from + length : K;
    UNROLL for (int i = 0; i < RM; i++) {
        UNROLL for (int j = 0; j < NV; j++) acc[i][j] = (float4)(0.0f);
    }
    multiply(x, ldx, w, M, K, from, to, xs, ws, acc);
    part += get_group_id(2) * (size_t)M * ldy;
    UNROLL for (int i = 0; i < RM; i++) if (ROW(i) < M) {
        UNROLL for (int j = 0; j < NV; j++) *(global float4 *)(part + AT(ldy, i, j)) = acc[i][j];
    }
}

kernel COMBINE_GROUP void combine(global const float *part, int stretches, global const float *b, int M, int N,
                                  int activation, global const float *r, int ldr, global float *y, int ldy) {
    const int n = get_global_id(0) * 4, m = get_global_id(1);
    if (m >= M || n >= N) return;
    float4 sum = *(global const float4 *)(b + n);
    for (int z = 0; z < stretches; z++) sum += *(global const float4 *)(part + ((size_t)z * M + m) * ldy + n);
    *(global float4 *)(y + (size_t)m * ldy + n) =
        r ? sum + *(global const float4 *)(r + (size_t)m * ldr + n) : activated(sum, activation);
}
