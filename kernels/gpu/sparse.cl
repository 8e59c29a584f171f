// sparse: attention of all heads on a graphics card that visits only the keys a pattern lists, in blocks (Child et al.
// 2019, section 5.5), with the running maximum and sum of flash.cl.
//
// Math     context[t] = sum_s softmax_s(q[t] . k[s] * scale) * v[s] over the pairs of a pattern, block by block as flash.cl
//          goes tile by tile.
// Shapes   q (T, H*Dh): columns from `start` on of a matrix whose rows are ldq floats apart; keys, values (S, G*Dh), rows
//          ldk floats apart; `group` = H/G neighbouring heads share them. context (T, H*Dh), rows ldc floats apart.
//          starts (ceil(T/16) + 1,): where the blocks of each 16 queries begin in listed (n, 17): a panel of 16 keys, and
//          for each query the keys of it that it looks at, as bits.
// Mapping  groups (ceil(T/16), H, ceil(Dh/64)) of WAVE work-items, 64: a group makes 64 columns of 16 query rows of a
//          head. Work-item (x, y) of the 16 x 4 has 4 query rows; of the scores of a block one column; of the context
//          every 16th column. Between them, four work-items share a row to find its largest score and its sum.
// Local    queries and keys 16 x 20 each, exponentials 16 x 20, values 16 x 64, and 16 more: 7.8 KiB.
// Build    WAVE: see common.cl; no other than 64.
// Run      q, start, ldq, keys, values, ldk, Dh, group, T, S, scale, starts, listed, context, ldc.
// Edges    any T, S and Dh; a head of more than 64 columns is scored once for each 64 of them. A query without a key has a
//          context of 0. The host sets no bit for keys from S on, for queries from T on, or for what a mask hides.
// Twin     attnviz/compute/reference.py attend
// Test     tests/compute/test_sparse.py

#define BLOCK 16
#define PITCH (BLOCK + 4)
#define BLOCK_COLUMNS 64

kernel WAVE_GROUP void sparse(global const float *q, int start, int ldq, global const float *keys,
                              global const float *values, int ldk, int Dh, int group, int T, int S, float scale,
                              global const int *starts, global const int *listed, global float *context, int ldc) {
    local float qs[BLOCK * PITCH] __attribute__((aligned(16)));
    local float ks[BLOCK * PITCH] __attribute__((aligned(16)));
    local float ps[BLOCK * PITCH] __attribute__((aligned(16)));
    local float vs[BLOCK * BLOCK_COLUMNS] __attribute__((aligned(16)));
    local float factor[BLOCK] __attribute__((aligned(16)));
    local float *highs = ks, *sums = ks + WAVE;  // keys are done with by then

    const int item = get_local_id(0), x = item % BLOCK, y = item / BLOCK;
    const int first_row = get_group_id(0) * BLOCK, head = get_group_id(1), first_column = get_group_id(2) * BLOCK_COLUMNS;
    const int begin = starts[get_group_id(0)], end = starts[get_group_id(0) + 1];
    q += start + head * Dh;
    keys += head / group * Dh;
    values += head / group * Dh + first_column;

    float high = -FLT_MAX, sum = 0.0f;  // of row x, of which this work-item looks at keys 4y to 4y + 3
    float4 o[BLOCK_COLUMNS / BLOCK];  // rows 4y to 4y + 3 of a column each
    UNROLL for (int j = 0; j < BLOCK_COLUMNS / BLOCK; j++) o[j] = (float4)(0.0f);

    for (int n = begin; n < end; n++) {
        global const int *block = listed + n * (1 + BLOCK);
        const int s0 = block[0] * BLOCK;
        for (int i = item; i < BLOCK * BLOCK_COLUMNS / 4; i += WAVE) {
            const int s = i / (BLOCK_COLUMNS / 4), d = i % (BLOCK_COLUMNS / 4) * 4;
            const int left = s0 + s < S ? Dh - first_column - d : 0;
            *(local float4 *)(vs + s * BLOCK_COLUMNS + d) = row4(values + (size_t)(s0 + s) * ldk + d, left);
        }
        float4 score = (float4)(0.0f);  // rows 4y to 4y + 3 with key x
        for (int d = 0; d < Dh; d += BLOCK) {
            turn(q + d, ldq, T, first_row, BLOCK, BLOCK, Dh - d, qs, item, WAVE);
            turn(keys + d, ldk, S, s0, BLOCK, BLOCK, Dh - d, ks, item, WAVE);
            barrier(CLK_LOCAL_MEM_FENCE);
            UNROLL_K for (int k = 0; k < BLOCK; k++)
                score = *(local const float4 *)(qs + k * PITCH + 4 * y) * ks[k * PITCH + x] + score;
            barrier(CLK_LOCAL_MEM_FENCE);
        }
        *(local float4 *)(ps + x * PITCH + 4 * y) = score * scale;
        barrier(CLK_LOCAL_MEM_FENCE);

        local float *mine = ps + 4 * y * PITCH + x;
        const int bits = block[1 + x] >> (4 * y);
        float highest = -FLT_MAX;
        UNROLL for (int s = 0; s < 4; s++) {
            const float other = mine[s * PITCH];
            highest = (bits >> s & 1) && other > highest ? other : highest;
        }
        highs[item] = highest;
        barrier(CLK_LOCAL_MEM_FENCE);

        const float before = high;
        UNROLL for (int part = 0; part < 4; part++) {
            const float other = highs[part * BLOCK + x];
            high = other > high ? other : high;
        }
        float added = 0.0f;
        UNROLL for (int s = 0; s < 4; s++) {
            const float e = (bits >> s & 1) ? exp(mine[s * PITCH] - high) : 0.0f;
            mine[s * PITCH] = e;
            added += e;
        }
        sums[item] = added;
        const float shrink = exp(before - high);
        if (y == 0) factor[x] = shrink;
        barrier(CLK_LOCAL_MEM_FENCE);

        sum *= shrink;
        UNROLL for (int part = 0; part < 4; part++) sum += sums[part * BLOCK + x];
        const float4 shrinks = *(local const float4 *)(factor + 4 * y);
        UNROLL for (int j = 0; j < BLOCK_COLUMNS / BLOCK; j++) o[j] *= shrinks;
        UNROLL_K for (int s = 0; s < BLOCK; s++) {
            const float4 e = *(local const float4 *)(ps + s * PITCH + 4 * y);
            UNROLL for (int j = 0; j < BLOCK_COLUMNS / BLOCK; j++) o[j] = e * vs[s * BLOCK_COLUMNS + x + BLOCK * j] + o[j];
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }

    if (y == 0) factor[x] = sum > 0.0f ? 1.0f / sum : 0.0f;
    barrier(CLK_LOCAL_MEM_FENCE);
    const float4 shares = *(local const float4 *)(factor + 4 * y);
    UNROLL for (int j = 0; j < BLOCK_COLUMNS / BLOCK; j++) {
        const float4 four = o[j] * shares;
        const int d = first_column + x + BLOCK * j, t = first_row + 4 * y;
        global float *out = context + (size_t)t * ldc + head * Dh + d;
        if (d < Dh && t < T) out[0] = four.x;
        if (d < Dh && t + 1 < T) out[ldc] = four.y;
        if (d < Dh && t + 2 < T) out[2 * (size_t)ldc] = four.z;
        if (d < Dh && t + 3 < T) out[3 * (size_t)ldc] = four.w;
    }
}
