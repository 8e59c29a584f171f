// values: attention weights times values on a graphics card, tile by tile through local memory.
//
// Math     context[t,d] = sum_s weights[h,t,s] * v[s,d]
// Shapes   weights (heads, T, S): heads T rows apart, rows ldw floats apart; v (S, G*Dh), rows ldv floats apart;
//          `group` = H/G neighbouring heads share values. context: (T, heads*Dh) from column `at` on of a matrix whose
//          rows are ldc floats apart.
// Mapping  groups (ceil(Dh/TN), ceil(T/TM), heads) of (TN/RN, TM/RM) work-items: a group makes a tile of TM x TN numbers
//          of a head from `head` on, each work-item RM x RN of them. Keys that none of its queries looks at are left out.
// Local    a tile of weights, TK x (TM+4) floats, turned so that the rows of a work-item lie side by side, and a tile
//          of values, TK x TN; 4.4 KiB with the defaults.
// Build    TM, TN tile of a group; TK how many keys it takes at a time; RM (2 or a multiple of 4), RN (a multiple of 4)
//          tile of a work-item.
// Run      weights, ldw, v, ldv, Dh, group, head, T, S, first, window, context, at, ldc.
// Edges    any T, S and Dh; only the heads' own columns are written, so that heads may lie side by side. Weights of keys
//          that a query does not look at are 0. Rows of values need no alignment.
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

#define ITEMS ((TN / RN) * (TM / RM))
#define LDX (TM + 4)
#define GROUP __attribute__((reqd_work_group_size(TN / RN, TM / RM, 1)))

kernel GROUP void values(global const float *weights, int ldw, global const float *v, int ldv, int Dh, int group,
                         int head, int T, int S, int first, int window, global float *context, int at, int ldc) {
    local float xs[TK * LDX] __attribute__((aligned(16)));
    local float vs[TK * TN] __attribute__((aligned(16)));
    const int column = get_local_id(0), row = get_local_id(1), item = row * (TN / RN) + column;
    const int first_row = get_group_id(1) * TM, first_column = get_group_id(0) * TN;
    const int last_row = first_row + TM < T ? first_row + TM - 1 : T - 1, h = head + get_group_id(2);
    const int from = seen_from(seen_stop(first_row, S, first), window), stop = seen_stop(last_row, S, first);
    weights += get_group_id(2) * (size_t)T * ldw;
    v += h / group * Dh + first_column;
    context += at + get_group_id(2) * Dh;

    float4 acc[RM][RN / 4];
    UNROLL for (int i = 0; i < RM; i++) {
        UNROLL for (int j = 0; j < RN / 4; j++) acc[i][j] = (float4)(0.0f);
    }
    for (int s = from / 4 * 4; s < stop; s += TK) {
        turn(weights + s, ldw, T, first_row, TM, TK, stop - s, xs, item, ITEMS);
        for (int i = item; i < TK * TN / 4; i += ITEMS) {
            const int k = i / (TN / 4), n = i % (TN / 4) * 4;
            const int left = s + k < stop ? Dh - first_column - n : 0;
            *(local float4 *)(vs + k * TN + n) = row4(v + (size_t)(s + k) * ldv + n, left);
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
            global float *out = context + (size_t)t * ldc + d;
            if (t < T && d < Dh) out[0] = acc[i][j].x;
            if (t < T && d + 1 < Dh) out[1] = acc[i][j].y;
            if (t < T && d + 2 < Dh) out[2] = acc[i][j].z;
            if (t < T && d + 3 < Dh) out[3] = acc[i][j].w;
        }
    }
}
