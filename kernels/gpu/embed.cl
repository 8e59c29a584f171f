// embed: token ids to the first hidden state on a graphics card: BERT's, normed, one wave per token (Devlin et al. 2019,
// fig. 2), and decoders', which are the word's row times a number, and the position's row if the model has any.
//
// Math     embed:  y[t] = norm(word[ids[t]] + position[t] + type), norm as in norm.cl
//          gather: y[t] = word[ids[t]] * factor + position[first + t]
//          embed_q4 and gather_q4 make the word's row from blocks of 32 weights: byte j of a block holds weight j in its
//          low four bits and weight j+16 in its high four;  weight = (four bits - 8) * scale of the block.
// Shapes   ids (T) int; word (V, D), or scales (V, D/32) float and nibbles (V, D/2) bytes, all without padding;
//          position (P, D), rows ldp floats apart; type, gamma, beta (D); y (T, D), rows ldy floats apart.
// Mapping  groups (T) of WAVE work-items: a group makes one row, neighbours take neighbouring columns.
// Local    embed: WAVE floats, for sums over the row. gather: none.
// Build    WAVE: see common.cl.
// Run      embed: ids, word | scales, nibbles, position, ldp, type, gamma, beta, eps, D, y, ldy.
//          gather: ids, word | scales, nibbles, factor, position or null, ldp, first, D, y, ldy.
// Edges    ids and first + T are within the tables: the host has checked. D is a multiple of 32 in 4 bits. A work-item
//          reads back only what it has itself written to y.
// Twin     attnviz/compute/reference.py embed, gather, word_rows
// Test     tests/compute/test_embed.py

static inline float weight_q4(global const float *scales, global const uchar *nibbles, int d) {
    const int block = d / 32, pair = nibbles[block * 16 + d % 16];
    return ((d % 32 < 16 ? pair & 15 : pair >> 4) - 8) * scales[block];
}

kernel WAVE_GROUP void embed(global const int *ids, global const float *word, global const float *position, int ldp,
                             global const float *type, global const float *gamma, global const float *beta, float eps,
                             int D, global float *y, int ldy) {
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
    norm_row(row, sum, gamma, beta, eps, D, row, shared);
}

kernel WAVE_GROUP void embed_q4(global const int *ids, global const float *scales, global const uchar *nibbles,
                                global const float *position, int ldp, global const float *type,
                                global const float *gamma, global const float *beta, float eps, int D, global float *y,
                                int ldy) {
    local float shared[WAVE];
    const size_t t = get_group_id(0);
    global const float *of_blocks = scales + (size_t)ids[t] * (D / 32);
    global const uchar *of_word = nibbles + (size_t)ids[t] * (D / 2);
    global const float *of_place = position + t * ldp;
    global float *row = y + t * ldy;
    float sum = 0.0f;
    for (int d = get_local_id(0); d < D; d += WAVE) {
        const float e = weight_q4(of_blocks, of_word, d) + of_place[d] + type[d];
        row[d] = e;
        sum += e;
    }
    norm_row(row, sum, gamma, beta, eps, D, row, shared);
}

kernel WAVE_GROUP void gather(global const int *ids, global const float *word, float factor,
                              global const float *position, int ldp, int first, int D, global float *y, int ldy) {
    const size_t t = get_group_id(0);
    global const float *of_word = word + (size_t)ids[t] * D;
    for (int d = get_local_id(0); d < D; d += WAVE)
        y[t * ldy + d] = of_word[d] * factor + (position ? position[(first + t) * ldp + d] : 0.0f);
}

kernel WAVE_GROUP void gather_q4(global const int *ids, global const float *scales, global const uchar *nibbles,
                                 float factor, global const float *position, int ldp, int first, int D,
                                 global float *y, int ldy) {
    const size_t t = get_group_id(0);
    global const float *of_blocks = scales + (size_t)ids[t] * (D / 32);
    global const uchar *of_word = nibbles + (size_t)ids[t] * (D / 2);
    for (int d = get_local_id(0); d < D; d += WAVE)
        y[t * ldy + d] =
            weight_q4(of_blocks, of_word, d) * factor + (position ? position[(first + t) * ldp + d] : 0.0f);
}
