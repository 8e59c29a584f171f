// logits: rows of hidden states times a table of word vectors, as it lies for looking words up: one row for each word.
//
// Why      a head that is tied to the word table needs no second copy of it, laid out for linear.cl.
// Math     y[t,v] = sum_d x[t,d] * word[v,d]
// Shapes   x (T, D), y (T, V), rows ldx and ldy apart; word (V, D) in rows of D floats.
// Tiles    ceil(V/VR) * ceil(rows/group), rows = ceil(T/MR): VR words against `group` blocks of MR hidden states. A
//          block has MR*LV sums of 8 lanes each, added up at its end; LV words at a time.
// Build    MR as linear.cl has it.
// Edges    x has its rows padded to a multiple of MR, y's columns to one of 8. Without D % 8 == 0 word rows lie at any
//          address, so everything goes lane by lane.
// Twin     attnviz/compute/reference.py linear
// Test     tests/compute/test_logits.py

#define VR 48
#define LV 3

struct logits_step {
    struct step step;
    place x;
    long ldx;
    place words;
    long D, V;
    place y;
    long ldy;
    long T, rows, group;
};

static inline void word_scores(global const float *x, size_t ldx, global const float *word, int D, int count,
                               global float *y, size_t ldy, int T) {
    float8 acc[MR][LV];
    UNROLL for (int i = 0; i < MR; i++) {
        UNROLL for (int j = 0; j < LV; j++) acc[i][j] = (float8)(0.0f);
    }
    for (int d = 0; d + 8 <= D; d += 8) {
        float8 vector[LV];
        UNROLL for (int j = 0; j < LV; j++) {
            const size_t row = j < count ? j : 0;
            vector[j] = *(global const float8 *)(word + row * D + d);
        }
        UNROLL for (int i = 0; i < MR; i++) {
            const float8 value = *(global const float8 *)(x + i * ldx + d);
            UNROLL for (int j = 0; j < LV; j++) acc[i][j] = value * vector[j] + acc[i][j];
        }
    }
    UNROLL for (int i = 0; i < MR; i++) {
        if (i < T) {
            UNROLL for (int j = 0; j < LV; j++) {
                if (j < count) y[i * ldy + j] = sum8(acc[i][j]);
            }
        }
    }
}

static inline void word_score(global const float *x, global const float *word, int D, global float *y) {
    float sum = 0.0f;
    for (int d = 0; d < D; d++) sum = x[d] * word[d] + sum;
    *y = sum;
}

static void logits_tile(const Memory *memory, global const struct logits_step *op, int tile) {
    const int D = op->D, V = op->V, T = op->T, groups = (op->rows + op->group - 1) / op->group;
    const int from = tile / groups * VR, stop = from + VR < V ? from + VR : V;
    const int first = tile % groups * op->group, last = first + op->group < op->rows ? first + op->group : op->rows;
    const size_t ldx = op->ldx, ldy = op->ldy;
    global const float *x = AT(const float, op->x), *words = AT(const float, op->words);
    global float *y = AT(float, op->y);
    for (int row = first * MR; row < last * MR; row += MR) {
        if (D % 8 == 0) {
            for (int v = from; v < stop; v += LV)
                word_scores(x + row * ldx, ldx, words + (size_t)v * D, D, stop - v, y + row * ldy + v, ldy, T - row);
        } else {
            for (int t = row; t < row + MR && t < T; t++)
                for (int v = from; v < stop; v++) word_score(x + t * ldx, words + (size_t)v * D, D, y + t * ldy + v);
        }
    }
}
