// flash: attention of all heads on a graphics card without ever writing the matrix (Dao et al. 2022, algorithm 1).
//
// Math     context[t] = sum_s softmax_s(q[t] . k[s] * scale) * v[s] over the keys that query t looks at (common.cl), key
//          tile by key tile: with m the largest score so far, l the sum of exp(score - m) and o the sum of
//          exp(score - m) * v, a tile whose largest score is m' > m first multiplies l and o by exp(m - m'). At the end
//          context = o / l.
// Shapes   q (T, H*Dh): columns from `start` on of a matrix whose rows are ldq floats apart; keys, values (S, G*Dh), rows
//          ldk floats apart; `group` = H/G neighbouring heads share them. context (T, H*Dh), rows ldc floats apart.
// Mapping  groups (ceil(T/64), H) of 256 work-items: a group makes 64 query rows of a head, from the first key tile that
//          one of them looks at to the last. Work-item (x, y) of the 16 x 16 has 4 query rows; of the scores of a tile
//          of TS keys TS/16 columns; of the context every 16th column. Between them, four work-items share a row to find
//          its largest score and its sum.
// Local    queries DC x 68, keys DC x (TS+4), exponentials TS x 68, values TS x DH floats, and 64 more: 25.8 KiB with
//          the defaults, 23.3 KiB for DH = 64, DC = 16, and 23.5 KiB for DH = 128, DC = 32, TS = 16.
// Build    DH: head width that there is room for, a multiple of 16. DC: how much of it is taken at a time, a multiple
//          of 4 that divides DH; when all of it (DC = DH), queries are read once. TS keys of a tile, a multiple of 16
//          with DC*(TS+4) >= 512.
// Run      q, start, ldq, keys, values, ldk, Dh, group, T, S, first, window, scale, context, ldc.
// Edges    any T and S >= 1, any Dh <= DH; rows of a head need no alignment. m begins at -FLT_MAX and stays there while a row
//          looks at no key of its group's tiles: the difference of two -INFINITY would be NaN.
// Twin     attnviz/compute/reference.py attend
// Test     tests/compute/test_attention.py

#ifndef DH
#define DH 32
#endif
#ifndef DC
#define DC 32
#endif
#ifndef TS
#define TS 32
#endif

#define ITEMS 256
#define LDQ 68
#define LDK (TS + 4)
#define GROUP __attribute__((reqd_work_group_size(ITEMS, 1, 1)))

kernel GROUP void flash(global const float *q, int start, int ldq, global const float *keys, global const float *values,
                        int ldk, int Dh, int group, int T, int S, int first, int window, float scale,
                        global float *context, int ldc) {
    local float qs[DC * LDQ] __attribute__((aligned(16)));
    local float ks[DC * LDK] __attribute__((aligned(16)));
    local float ps[TS * LDQ] __attribute__((aligned(16)));
    local float vs[TS * DH] __attribute__((aligned(16)));
    local float factor[64] __attribute__((aligned(16)));
    local float *highs = ks, *sums = ks + ITEMS;  // keys are done with by then

    const int item = get_local_id(0), x = item % 16, y = item / 16;
    const int first_row = get_group_id(0) * 64, last_row = first_row + 64 < T ? first_row + 63 : T - 1;
    const int head = get_group_id(1);
    const int own_row = item % 64, own_part = item / 64;  // the row of which this work-item looks at a quarter
    const int own_stop = seen_stop(first_row + own_row, S, first), own_from = seen_from(own_stop, window);
    const int from = seen_from(seen_stop(first_row, S, first), window), stop = seen_stop(last_row, S, first);
    q += start + head * Dh;
    keys += head / group * Dh;
    values += head / group * Dh;

    float high = -FLT_MAX, sum = 0.0f;  // m and l of own_row
    float4 o[DH / 16];                // four rows of a column each
    UNROLL for (int j = 0; j < DH / 16; j++) o[j] = (float4)(0.0f);
#if DC == DH
    turn(q, ldq, T, first_row, 64, DC, Dh, qs, item, ITEMS);
#endif

    for (int s0 = from; s0 < stop; s0 += TS) {
        for (int i = item; i < TS * DH / 4; i += ITEMS) {
            const int s = i / (DH / 4), d = i % (DH / 4) * 4;
            *(local float4 *)(vs + s * DH + d) = row4(values + (size_t)(s0 + s) * ldk + d, s0 + s < stop ? Dh - d : 0);
        }
        float4 score[TS / 16];  // four rows of a key each
        UNROLL for (int j = 0; j < TS / 16; j++) score[j] = (float4)(0.0f);
        for (int d = 0; d < DH; d += DC) {
#if DC < DH
            turn(q + d, ldq, T, first_row, 64, DC, Dh - d, qs, item, ITEMS);
#endif
            turn(keys + d, ldk, S, s0, TS, DC, Dh - d, ks, item, ITEMS);
            barrier(CLK_LOCAL_MEM_FENCE);
            UNROLL_K for (int k = 0; k < DC; k++) {
                const float4 a = *(local const float4 *)(qs + k * LDQ + 4 * y);
                UNROLL for (int j = 0; j < TS / 16; j++) score[j] = a * ks[k * LDK + x + 16 * j] + score[j];
            }
            barrier(CLK_LOCAL_MEM_FENCE);
        }
        UNROLL for (int j = 0; j < TS / 16; j++) {
            const int s = x + 16 * j;
            *(local float4 *)(ps + s * LDQ + 4 * y) = score[j] * scale;
        }
        barrier(CLK_LOCAL_MEM_FENCE);

        local float *mine = ps + own_part * (TS / 4) * LDQ + own_row;
        const int begin = own_from - s0 - own_part * (TS / 4), end = own_stop - s0 - own_part * (TS / 4);
        float highest = -FLT_MAX;
        UNROLL for (int s = 0; s < TS / 4; s++) {
            const float other = mine[s * LDQ];
            highest = s >= begin && s < end && other > highest ? other : highest;
        }
        highs[item] = highest;
        barrier(CLK_LOCAL_MEM_FENCE);

        const float before = high;
        UNROLL for (int part = 0; part < 4; part++) {
            const float other = highs[part * 64 + own_row];
            high = other > high ? other : high;
        }
        float added = 0.0f;
        UNROLL for (int s = 0; s < TS / 4; s++) {
            const float e = s >= begin && s < end ? exp(mine[s * LDQ] - high) : 0.0f;
            mine[s * LDQ] = e;
            added += e;
        }
        sums[item] = added;
        const float shrink = exp(before - high);
        if (own_part == 0) factor[own_row] = shrink;
        barrier(CLK_LOCAL_MEM_FENCE);

        sum *= shrink;
        UNROLL for (int part = 0; part < 4; part++) sum += sums[part * 64 + own_row];
        const float4 shrinks = *(local const float4 *)(factor + 4 * y);
        UNROLL for (int j = 0; j < DH / 16; j++) o[j] *= shrinks;
        UNROLL_K for (int s = 0; s < TS; s++) {
            const float4 e = *(local const float4 *)(ps + s * LDQ + 4 * y);
            UNROLL for (int j = 0; j < DH / 16; j++) o[j] = e * vs[s * DH + x + 16 * j] + o[j];
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }

    if (own_part == 0) factor[own_row] = 1.0f / sum;
    barrier(CLK_LOCAL_MEM_FENCE);
    const float4 shares = *(local const float4 *)(factor + 4 * y);
    UNROLL for (int j = 0; j < DH / 16; j++) {
        const float4 four = o[j] * shares;
        const int d = x + 16 * j, t = first_row + 4 * y;
        global float *out = context + (size_t)t * ldc + head * Dh + d;
        if (d < Dh && t < T) out[0] = four.x;
        if (d < Dh && t + 1 < T) out[ldc] = four.y;
        if (d < Dh && t + 2 < T) out[2 * (size_t)ldc] = four.z;
        if (d < Dh && t + 3 < T) out[3 * (size_t)ldc] = four.w;
    }
}
