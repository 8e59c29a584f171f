// embed: token ids to the first hidden state on a graphics card, one wave per token (Devlin et al. 2019, fig. 2).
//
// Math     e[t,d] = word[ids[t],d] + position[t,d] + type[d]
//          y[t,d] = (e[t,d] - mean_t) / sqrt(var_t + eps) * gamma[d] + beta[d]
//          embed_q4 makes the word's row from blocks of 32 weights: byte j of a block holds weight j in its low four
//          bits and weight j+16 in its high four;  weight = (four bits - 8) * scale of the block.
// Shapes   ids (T) int; word (V, D), or scales (V, D/32) float and nibbles (V, D/2) bytes, all without padding;
//          position (P >= T, D), rows ldp floats apart; type, gamma, beta (D); y (T, D), rows ldy floats apart.
// Mapping  groups (T) of WAVE work-items: a group makes one row, neighbours take neighbouring columns.
// Local    WAVE floats, for sums over the row.
// Build    WAVE work-items of a group, a power of two.
// Run      ids, word | scales, nibbles, position, ldp, type, gamma, beta, eps, D, y, ldy.
// Edges    ids are within the table: the host has checked. D is a multiple of 32 for embed_q4. A work-item reads back
//          only what it has itself written to y.
// Twin     attnviz/compute/reference.py embed, word_rows
// Test     tests/compute/test_embed.py

#ifndef WAVE
#define WAVE 64
#endif
#define GROUP __attribute__((reqd_work_group_size(WAVE, 1, 1)))

// the sum of everybody's value, known to all
static inline float group_sum(float value, local float *shared) {
    const int item = get_local_id(0);
    shared[item] = value;
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int step = WAVE / 2; step > 0; step /= 2) {
        if (item < step) shared[item] += shared[item + step];
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    const float sum = shared[0];
    barrier(CLK_LOCAL_MEM_FENCE);  // before the next sum overwrites it
    return sum;
}

// Layer norm of one row in place; sum is what this work-item's columns add up to. norm.cl says why in two passes.
static inline void norm_row(global float *row, float sum, global const float *gamma, global const float *beta,
                            float eps, int D, local float *shared) {
    const int item = get_local_id(0);
    const float mean = group_sum(sum, shared) / D;
    float squares = 0.0f, left = 0.0f;
    for (int d = item; d < D; d += WAVE) {
        const float away = row[d] - mean;
        left += away;
        squares += away * away;
    }
    const float rest = group_sum(left, shared) / D;
    const float variance = group_sum(squares, shared) / D - rest * rest;
    const float scale = 1.0f / sqrt((variance > 0.0f ? variance : 0.0f) + eps);
    for (int d = item; d < D; d += WAVE) row[d] = (row[d] - mean - rest) * scale * gamma[d] + beta[d];
}

kernel GROUP void embed(global const int *ids, global const float *word, global const float *position, int ldp,
                        global const float *type, global const float *gamma, global const float *beta, float eps, int D,
                        global float *y, int ldy) {
    local float shared[WAVE];
    const size_t t = get_group_id(0);
    global const float *of_word = word + (size_t)ids[t] * D;
    global const float *of_place = position + t * ldp;
    global float *row = y + t * ldy;
    float sum = 0.0f;
    for (int d = get_local_id(0); d < D; d += WAVE) {
        const float e = of_word[d] + of_place[d] + type[d];
        row[d] = e;
        sum += e;
    }
    norm_row(row, sum, gamma, beta, eps, D, shared);
}

kernel GROUP void embed_q4(global const int *ids, global const float *scales, global const uchar *nibbles,
                           global const float *position, int ldp, global const float *type, global const float *gamma,
                           global const float *beta, float eps, int D, global float *y, int ldy) {
    local float shared[WAVE];
    const size_t t = get_group_id(0);
    global const float *of_blocks = scales + (size_t)ids[t] * (D / 32);
    global const uchar *of_word = nibbles + (size_t)ids[t] * (D / 2);
    global const float *of_place = position + t * ldp;
    global float *row = y + t * ldy;
    float sum = 0.0f;
    for (int d = get_local_id(0); d < D; d += WAVE) {
        const int block = d / 32, pair = of_word[block * 16 + d % 16];
        const int four = d % 32 < 16 ? pair & 15 : pair >> 4;
        const float e = (four - 8) * of_blocks[block] + of_place[d] + type[d];
        row[d] = e;
        sum += e;
    }
    norm_row(row, sum, gamma, beta, eps, D, shared);
}
