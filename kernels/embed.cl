// embed: what a token starts as: its word's vector and its place's added up (gather: GPT-2, Llama without places); with
// its type's and a layer norm too (embed: BERT, Devlin et al. 2019).
//
// Math     gather: y[t] = word[ids[t]] * scale + position[first + t].
//          embed: y[t] = norm(word[ids[t]] + position[t] + type)
// Shapes   ids (T,) int; word (V, D) in rows of D floats; or packed as linear_q.cl has W, if a kind is given; or in 4
//          bits: scales (V, D/32) floats and nibbles (V, D/2) bytes, where byte j of a block of 32 holds weight j in its
//          low half and weight j + 16 in its high half, each (nibble - 8) * scale. position (P, D), rows ldp apart;
//          type, gamma, beta (D,). y (T, D), rows ldy apart.
// Tiles    T.
// Edges    the host has made sure that ids are within the table and first + T <= P. In blocks D is a multiple of 32.
// Twin     attnviz/compute/reference.py embed, gather, word_rows
// Test     tests/compute/test_embed.py

struct word_table {
    place words;   // floats, nibbles or panels
    place scales;  // of nibbles; none: words are floats or panels
    long kind;     // of panels, one more than in linear_q.cl; 0: words are floats or nibbles
};

struct gather_step {
    struct step step;
    place ids;
    struct word_table table;
    place position;  // none: no positions
    long ldp, first, D;
    place y;
    long ldy;
    long scale;  // bits of a float
};

struct embed_step {
    struct step step;
    place ids;
    struct word_table table;
    place position;
    long ldp;
    place type, gamma, beta;
    long D;
    place y;
    long ldy;
    long eps;  // bits of a float
};

static inline void word_row(const Memory *memory, global const struct word_table *table, int id, int D,
                            global float *row) {
    if (table->kind) {
        unpack_row(AT(const int, table->words), table->kind - 1, id, D, row);
    } else if (table->scales) {
        global const float *scales = AT(const float, table->scales) + (size_t)id * (D / 32);
        global const uchar *nibbles = AT(const uchar, table->words) + (size_t)id * (D / 2);
        for (int block = 0; block < D / 32; block++) {
            for (int j = 0; j < 16; j++) {
                const int pair = nibbles[block * 16 + j];
                row[block * 32 + j] = ((pair & 15) - 8) * scales[block];
                row[block * 32 + j + 16] = ((pair >> 4) - 8) * scales[block];
            }
        }
    } else {
        global const float *word = AT(const float, table->words) + (size_t)id * D;
        for (int d = 0; d < D; d++) row[d] = word[d];
    }
}

static void gather_tile(const Memory *memory, global const struct gather_step *op, int t) {
    const int D = op->D;
    const float scale = as_float((int)op->scale);
    global const float *position = AT(const float, op->position) + (op->first + t) * op->ldp;
    global float *row = AT(float, op->y) + t * op->ldy;
    word_row(memory, &op->table, AT(const int, op->ids)[t], D, row);
    if (op->position) {
        for (int d = 0; d < D; d++) row[d] = row[d] * scale + position[d];
    } else {
        for (int d = 0; d < D; d++) row[d] *= scale;
    }
}

static void embed_tile(const Memory *memory, global const struct embed_step *op, int t) {
    const int D = op->D;
    global const float *position = AT(const float, op->position) + t * op->ldp;
    global const float *type = AT(const float, op->type);
    global float *row = AT(float, op->y) + t * op->ldy;
    word_row(memory, &op->table, AT(const int, op->ids)[t], D, row);
    for (int d = 0; d < D; d++) row[d] += position[d] + type[d];
    norm_row(row, AT(const float, op->gamma), AT(const float, op->beta), as_float((int)op->eps), D, row);
}
