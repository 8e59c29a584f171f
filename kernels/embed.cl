// embed: token ids to the first hidden state: word + position + type, then layer norm (Devlin et al. 2019, fig. 2).
//
// Math     e[t,d] = word[ids[t],d] + position[t,d] + type[d]
//          y[t,d] = (e[t,d] - mean_t) / sqrt(var_t + eps) * gamma[d] + beta[d]
//          embed_q4 makes the word's row from blocks of 32 weights: byte j of a block holds weight j in its low four
//          bits and weight j+16 in its high four;  weight = (four bits - 8) * scale of the block.
// Shapes   ids (T) int; word (V, D), or scales (V, D/32) float and nibbles (V, D/2) bytes, all without padding;
//          position (P >= T, D), rows ldp floats apart; type, gamma, beta (D); y (T, D), rows ldy floats apart.
// Mapping  global (T): a work-item makes one row. The local size is free.
// Local    none.
// Build    none.
// Run      ids, word | scales, nibbles, position, ldp, type, gamma, beta, eps, D, y, ldy.
// Edges    ids are within the table: the host has checked. Only the rows of the text are ever expanded, so a table of
//          a quarter of a million words stays at half a byte per weight. D is a multiple of 32 for embed_q4.
// Twin     attnviz/compute/reference.py embed, word_rows
// Test     tests/compute/test_embed.py

static inline float sum8(float8 v) {
    const float4 q = v.lo + v.hi;
    return (q.s0 + q.s2) + (q.s1 + q.s3);
}

// Layer norm of one row in place; norm.cl does the same for the layers and says why in two passes.
static inline void norm_row(global float *row, global const float *gamma, global const float *beta, float eps, int D) {
    const int wide = D / 8;
    global float8 *row8 = (global float8 *)row;
    global const float8 *gamma8 = (global const float8 *)gamma;
    global const float8 *beta8 = (global const float8 *)beta;

    float8 lanes = (float8)(0.0f);
    for (int i = 0; i < wide; i++) lanes += row8[i];
    float sum = sum8(lanes);
    for (int d = 8 * wide; d < D; d++) sum += row[d];
    const float mean = sum / D;

    // what is left of the mean after rounding comes out of the same pass as the variance
    lanes = (float8)(0.0f);
    float8 left = (float8)(0.0f);
    for (int i = 0; i < wide; i++) {
        const float8 away = row8[i] - mean;
        left += away;
        lanes = away * away + lanes;
    }
    sum = sum8(lanes);
    float rest = sum8(left);
    for (int d = 8 * wide; d < D; d++) {
        const float away = row[d] - mean;
        rest += away;
        sum += away * away;
    }
    rest /= D;
    const float variance = sum / D - rest * rest;
    const float scale = 1.0f / sqrt((variance > 0.0f ? variance : 0.0f) + eps);

    for (int i = 0; i < wide; i++) row8[i] = (row8[i] - mean - rest) * scale * gamma8[i] + beta8[i];
    for (int d = 8 * wide; d < D; d++) row[d] = (row[d] - mean - rest) * scale * gamma[d] + beta[d];
}

kernel void embed(global const int *ids, global const float *word, global const float *position, int ldp,
                  global const float *type, global const float *gamma, global const float *beta, float eps, int D,
                  global float *y, int ldy) {
    const size_t t = get_global_id(0);
    global const float *of_word = word + (size_t)ids[t] * D;
    global const float *of_place = position + t * ldp;
    global float *row = y + t * ldy;
    for (int d = 0; d < D; d++) row[d] = of_word[d] + of_place[d] + type[d];
    norm_row(row, gamma, beta, eps, D);
}

kernel void embed_q4(global const int *ids, global const float *scales, global const uchar *nibbles,
                     global const float *position, int ldp, global const float *type, global const float *gamma,
                     global const float *beta, float eps, int D, global float *y, int ldy) {
    const size_t t = get_global_id(0);
    global const float *of_blocks = scales + (size_t)ids[t] * (D / 32);
    global const uchar *of_word = nibbles + (size_t)ids[t] * (D / 2);
    global const float *of_place = position + t * ldp;
    global float *row = y + t * ldy;
    for (int block = 0; block < D / 32; block++) {
        const float scale = of_blocks[block];
        for (int j = 0; j < 16; j++) {
            const int pair = of_word[block * 16 + j];
            const int low = block * 32 + j, high = low + 16;
            row[low] = ((pair & 15) - 8) * scale + of_place[low] + type[low];
            row[high] = ((pair >> 4) - 8) * scale + of_place[high] + type[high];
        }
    }
    norm_row(row, gamma, beta, eps, D);
}
