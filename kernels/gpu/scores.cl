// scores: queries times keys on a graphics card, tile by tile through local memory. Also what a decoder ends with: hidden
// states times the word table, one "head" without a mask.
//
// Math     scores[h,t,s] = (q[t] . k[s]) * scale for the keys that query t looks at (common.cl), else -INFINITY
// Shapes   q (T, H*Dh): columns from `start` on of a matrix whose rows are ldq floats apart; keys (S, G*Dh), rows ldk
//          floats apart; `group` = H/G neighbouring heads share keys. scores (heads, T, S): heads T rows apart, rows lds
//          floats apart.
// Mapping  groups (ceil(S/TN), ceil(T/TM), heads) of (TN/RN, TM/RM) work-items: a group makes a tile of TM x TN scores of
//          a head from `head` on, each work-item RM x RN of them. A tile that no query looks at is only filled.
// Local    a tile of queries, TK x (TM+4) floats, and one of keys, TK x (TN+4), both turned so that the rows of a
//          work-item lie side by side; 8.5 KiB with the defaults.
// Build    TM, TN tile of a group; TK how much of the head's width it takes at a time; RM, RN tile of a work-item,
//          multiples of 4.
// Run      q, start, ldq, keys, ldk, Dh, group, head, T, S, first, window, scale, scores, lds.
// Edges    any T, S and Dh; rows of a head need no alignment. lds is at least S rounded up to TN, a multiple of 4; what
//          is written beyond S is -INFINITY. Each score is summed up in the order of the width and then scaled, as
//          flash.cl does, so that both have the same scores.
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

#define ITEMS ((TN / RN) * (TM / RM))
#define GROUP __attribute__((reqd_work_group_size(TN / RN, TM / RM, 1)))

kernel GROUP void scores(global const float *q, int start, int ldq, global const float *keys, int ldk, int Dh, int group,
                         int head, int T, int S, int first, int window, float scale, global float *scores, int lds) {
    local float qs[TK * (TM + 4)] __attribute__((aligned(16)));
    local float ks[TK * (TN + 4)] __attribute__((aligned(16)));
    const int column = get_local_id(0), row = get_local_id(1), item = row * (TN / RN) + column;
    const int first_row = get_group_id(1) * TM, first_column = get_group_id(0) * TN;
    const int last_row = first_row + TM < T ? first_row + TM - 1 : T - 1, h = head + get_group_id(2);
    const int from = seen_from(seen_stop(first_row, S, first), window), stop = seen_stop(last_row, S, first);
    const bool looked_at = first_column < stop && first_column + TN > from;
    q += start + h * Dh;
    keys += h / group * Dh;
    scores += get_group_id(2) * (size_t)T * lds;

    float4 acc[RM][RN / 4];
    UNROLL for (int i = 0; i < RM; i++) {
        UNROLL for (int j = 0; j < RN / 4; j++) acc[i][j] = (float4)(0.0f);
    }
    for (int d = looked_at ? 0 : Dh; d < Dh; d += TK) {
        turn(q + d, ldq, T, first_row, TM, TK, Dh - d, qs, item, ITEMS);
        turn(keys + d, ldk, S, first_column, TN, TK, Dh - d, ks, item, ITEMS);
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
        const int t = first_row + row * RM + i, stop_t = seen_stop(t, S, first), from_t = seen_from(stop_t, window);
        if (t < T) {
            global float4 *out = (global float4 *)(scores + (size_t)t * lds + first_column + column * RN);
            UNROLL for (int j = 0; j < RN / 4; j++) {
                const int4 s = first_column + column * RN + 4 * j + (int4)(0, 1, 2, 3);
                out[j] = s >= from_t && s < stop_t ? acc[i][j] * scale : (float4)(-INFINITY);
            }
        }
    }
}
