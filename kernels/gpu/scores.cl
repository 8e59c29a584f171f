// scores: queries times keys of one head on a graphics card, tile by tile through local memory.
//
// Math     scores[t,s] = (q[t] . k[s]) * scale
// Shapes   qkv (T, 3*H*Dh): q, k and v of all heads side by side, rows ld floats apart. S = T.
//          scores (T, S), rows lds floats apart.
// Mapping  groups (ceil(S/TN), ceil(T/TM)) of (TN/RN, TM/RM) work-items: a group makes a tile of TM x TN scores, each
//          work-item RM x RN of them.
// Local    a tile of queries, TK x (TM+4) floats, and one of keys, TK x (TN+4), both turned so that the rows of a
//          work-item lie side by side; 8.5 KiB with the defaults.
// Build    TM, TN tile of a group; TK how much of the head's width it takes at a time; RM, RN tile of a work-item,
//          multiples of 4. UK: how far the loop over the width is unrolled. NOUNROLL leaves loops rolled.
// Run      qkv, ld, H*Dh, Dh, head, S, scale, scores, lds.
// Edges    any S and Dh; rows of a head need no alignment. lds is at least S rounded up to TN, a multiple of 4; what is
//          written beyond S is a copy of the last column. Each score is summed up in the order of the width and then
//          scaled, as flash.cl does, so that both have the same scores.
// Twin     attnviz/compute/reference.py attend_head
// Test     tests/compute/test_attention.py

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
#define GROUP __attribute__((reqd_work_group_size(TN / RN, TM / RM, 1)))

// four floats of a row, of which the first `left` belong to it
static inline float4 row4(global const float *p, int left) {
    if (left >= 4) return vload4(0, p);
    return (float4)(left > 0 ? p[0] : 0.0f, left > 1 ? p[1] : 0.0f, left > 2 ? p[2] : 0.0f, 0.0f);
}

// TK columns of `count` rows of a head, turned: to[k][row]. Rows beyond the last repeat it.
static inline void turn(global const float *rows, int ld, int first, int count, int S, int left, local float *to,
                        int item) {
    for (int i = item; i < count * TK / 4; i += ITEMS) {
        const int row = i / (TK / 4), k = i % (TK / 4) * 4;
        const int read = first + row < S ? first + row : S - 1;
        const float4 four = row4(rows + (size_t)read * ld + k, left - k);
        to[k * (count + 4) + row] = four.x;
        to[(k + 1) * (count + 4) + row] = four.y;
        to[(k + 2) * (count + 4) + row] = four.z;
        to[(k + 3) * (count + 4) + row] = four.w;
    }
}

kernel GROUP void scores(global const float *qkv, int ld, int width, int Dh, int head, int S, float scale,
                         global float *scores, int lds) {
    local float qs[TK * (TM + 4)] __attribute__((aligned(16)));
    local float ks[TK * (TN + 4)] __attribute__((aligned(16)));
    const int column = get_local_id(0), row = get_local_id(1), item = row * (TN / RN) + column;
    const int first_row = get_group_id(1) * TM, first_column = get_group_id(0) * TN;
    global const float *q = qkv + head * Dh, *keys = q + width;

    float4 acc[RM][RN / 4];
    UNROLL for (int i = 0; i < RM; i++) {
        UNROLL for (int j = 0; j < RN / 4; j++) acc[i][j] = (float4)(0.0f);
    }
    for (int d = 0; d < Dh; d += TK) {
        turn(q + d, ld, first_row, TM, S, Dh - d, qs, item);
        turn(keys + d, ld, first_column, TN, S, Dh - d, ks, item);
        barrier(CLK_LOCAL_MEM_FENCE);
        UNROLL_K for (int k = 0; k < TK; k++) {
            float a[RM];
            UNROLL for (int i = 0; i < RM; i += 4) {
                const float4 four = *(local const float4 *)(qs + k * (TM + 4) + row * RM + i);
                a[i] = four.x, a[i + 1] = four.y, a[i + 2] = four.z, a[i + 3] = four.w;
            }
            UNROLL for (int j = 0; j < RN / 4; j++) {
                const float4 b = *(local const float4 *)(ks + k * (TN + 4) + column * RN + 4 * j);
                UNROLL for (int i = 0; i < RM; i++) acc[i][j] = a[i] * b + acc[i][j];
            }
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    UNROLL for (int i = 0; i < RM; i++) {
        const int t = first_row + row * RM + i;
        if (t < S) {
            global float4 *out = (global float4 *)(scores + (size_t)t * lds + first_column + column * RN);
            UNROLL for (int j = 0; j < RN / 4; j++) out[j] = acc[i][j] * scale;
        }
    }
}
