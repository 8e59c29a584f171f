// softmax: each row's exponentials over their sum: a router's probabilities.
//
// Math     e[t,n] = exp(x[t,n] - max_n x[t,n]);  y[t,n] = e[t,n] / sum_n e[t,n]
// Shapes   x, y (T, N), rows ldx and ldy apart.
// Tiles    T.
// Edges    rows are padded to a multiple of 8. Shifted values below -88 give 0.
// Twin     attnviz/compute/reference.py softmax_rows
// Test     tests/compute/test_softmax.py

struct softmax_step {
    struct step step;
    place x;
    long ldx, N;
    place y;
    long ldy;
};

static void softmax_tile(const Memory *memory, global const struct softmax_step *op, int t) {
    const Span whole = {0, op->N}, none = {0, 0};
    softmax_row(AT(const float, op->x) + t * op->ldx, AT(float, op->y) + t * op->ldy, whole, none);
}
