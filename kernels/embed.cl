// embed: what a token starts as: its word's vector, its place's and its type's added up, then layer norm (BERT, Devlin
// et al. 2019).
//
// Math     y[t] = norm(word[ids[t]] + position[t] + type)
// Shapes   ids (T,) int; word (V, D) in rows of D floats, or in 4 bits: scales (V, D/32) floats and nibbles (V, D/2)
//          bytes, where byte j of a block of 32 holds weight j in its low half and weight j + 16 in its high half, each
//          (nibble - 8) * scale. position (P, D), rows ldp apart; type, gamma, beta (D,). y (T, D), rows ldy apart.
// Tiles    T.
// Edges    the host has made sure that ids are within the table and T <= P. In 4 bits D is a multiple of 32.
// Twin     attnviz/compute/reference.py embed, word_rows
// Test     tests/compute/test_embed.py

struct embed_step {
    struct step step;
    place ids, words;  // floats, or nibbles
    place scales;      // none: words are floats
    place position;
    long ldp;
    place type, gamma, beta;
    long D;
    place y;
    long ldy;
    long eps;  // bits of a float
};

static void embed_tile(const Memory *memory, global const struct embed_step *op, int t) {
    const int D = op->D;
    const size_t id = AT(const int, op->ids)[t];
    global const float *position = AT(const float, op->position) + t * op->ldp;
    global const float *type = AT(const float, op->type);
    global float *row = AT(float, op->y) + t * op->ldy;
    if (op->scales) {
        global const float *scales = AT(const float, op->scales) + id * (D / 32);
        global const uchar *nibbles = AT(const uchar, op->words) + id * (D / 2);
        for (int block = 0; block < D / 32; block++) {
            for (int j = 0; j < 16; j++) {
                const int pair = nibbles[block * 16 + j], low = block * 32 + j, high = low + 16;
                row[low] = ((pair & 15) - 8) * scales[block] + position[low] + type[low];
                row[high] = ((pair >> 4) - 8) * scales[block] + position[high] + type[high];
            }
        }
    } else {
        global const float *word = AT(const float, op->words) + id * D;
        for (int d = 0; d < D; d++) row[d] = word[d] + position[d] + type[d];
    }
    norm_row(row, AT(const float, op->gamma), AT(const float, op->beta), as_float((int)op->eps), D, row);
}
