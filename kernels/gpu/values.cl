// values: attention weights times values of one head on a graphics card, tile by tile through local memory.
//
// Math     context[t,d] = sum_s weights[t,s] * v[s,d]
// Shapes   weights (T, S), rows ldw floats apart, S = T; qkv (T, 3*H*Dh): q, k and v of all heads side by side, rows ld
//          floats apart; context: the head's (T, Dh) wherever its first number is, rows ldc floats apart.
// Mapping  groups (ceil(Dh/TN), ceil(T/TM)) of (TN/RN, TM/RM) work-items: a group makes a tile of TM x TN numbers, each
//          work-item RM x RN of them.
// Local    a tile of weights, TK x (TM+4) floats, turned so that the rows of a work-item lie side by side, and a tile
//          of values, TK x TN; 4.4 KiB with the defaults.
// Build    TM, TN tile of a group; TK how many keys it takes at a time; RM (2 or a multiple of 4), RN (a multiple of 4)
//          tile of a work-item. UK: how far the loop over keys is unrolled. NOUNROLL leaves loops rolled.
// Run      weights, ldw, qkv, ld, H*Dh, Dh, head, S, context, column of the head in context, ldc.
// Edges    any S and Dh; only the head's own Dh columns are written, so that heads may lie side by side. Rows of weights
//          are aligned to 16 bytes; those of values need no alignment.
// Twin     attnviz/compute/reference.py attend_head
// Test     tests/compute/test_attention.py

#ifndef TM
#define TM 32
#endif
#ifndef TN
#define TN 32
#endif
#ifndef TK
#define TK 16
#endif
#ifndef RM
#define RM 2
#endif
#ifndef RN
#define RN 4
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

#define ITEMS ((TN / RN) * (TM / RM))
#define LDX (TM + 4)
#define GROUP __attribute__((reqd_work_group_size(TN / RN, TM / RM, 1)))

// four floats of a row, of which the first `left` belong to it
static inline float4 row4(global const float *p, int left) {
    if (left >= 4) return vload4(0, p);
    return (float4)(left > 0 ? p[0] : 0.0f, left > 1 ? p[1] : 0.0f, left > 2 ? p[2] : 0.0f, 0.0f);
}

kernel GROUP void values(global const float *weights, int ldw, global const float *qkv, int ld, int width, int Dh,
                         int head, int S, global float *context, int first, int ldc) {
    local float xs[TK * LDX] __attribute__((aligned(16)));
    local float vs[TK * TN] __attribute__((aligned(16)));
    const int column = get_local_id(0), row = get_local_id(1), item = row * (TN / RN) + column;
    const int first_row = get_group_id(1) * TM, first_column = get_group_id(0) * TN;
    global const float *v = qkv + 2 * width + head * Dh + first_column;

    float4 acc[RM][RN / 4];
    UNROLL for (int i = 0; i < RM; i++) {
        UNROLL for (int j = 0; j < RN / 4; j++) acc[i][j] = (float4)(0.0f);
    }
    for (int s = 0; s < S; s += TK) {
        for (int i = item; i < TM * TK / 4; i += ITEMS) {
            const int m = i / (TK / 4), k = i % (TK / 4) * 4;
            const int read = first_row + m < S ? first_row + m : S - 1;
            const float4 four = row4(weights + (size_t)read * ldw + s + k, S - s - k);
            xs[k * LDX + m] = four.x;
            xs[(k + 1) * LDX + m] = four.y;
            xs[(k + 2) * LDX + m] = four.z;
            xs[(k + 3) * LDX + m] = four.w;
        }
        for (int i = item; i < TK * TN / 4; i += ITEMS) {
            const int k = i / (TN / 4), n = i % (TN / 4) * 4;
            const int left = s + k < S ? Dh - first_column - n : 0;
            *(local float4 *)(vs + k * TN + n) = row4(v + (size_t)(s + k) * ld + n, left);
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        UNROLL_K for (int k = 0; k < TK; k++) {
            float a[RM];
            UNROLL for (int i = 0; i < RM; i++) a[i] = xs[k * LDX + row * RM + i];
            UNROLL for (int j = 0; j < RN / 4; j++) {
                const float4 b = *(local const float4 *)(vs + k * TN + column * RN + 4 * j);
                UNROLL for (int i = 0; i < RM; i++) acc[i][j] = a[i] * b + acc[i][j];
            }
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    UNROLL for (int i = 0; i < RM; i++) {
        const int t = first_row + row * RM + i;
        UNROLL for (int j = 0; j < RN / 4; j++) {
            const int d = first_column + column * RN + 4 * j;
            global float *out = context + (size_t)t * ldc + first + d;
            if (t < S && d < Dh) out[0] = acc[i][j].x;
            if (t < S && d + 1 < Dh) out[1] = acc[i][j].y;
            if (t < S && d + 2 < Dh) out[2] = acc[i][j].z;
            if (t < S && d + 3 < Dh) out[3] = acc[i][j].w;
        }
    }
}
