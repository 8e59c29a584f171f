// gated: an activation of one half of each row, times the other half (SwiGLU and its like, Shazeer 2020, equation 6).
//
// Math     y[t,f] = a(x[t,f]) * x[t,F+f], a one of linear.cl's activations
// Shapes   x (T, 2F), rows ldx apart; y (T, F), rows ldy apart.
// Tiles    T * ceil(F/GATED): GATED columns of a row, so that one row occupies every worker.
// Edges    any F; rows of y are padded to a multiple of 8.
// Twin     attnviz/compute/reference.py gated, gelu, gelu_tanh, relu, silu
// Test     tests/compute/test_gated.py

#define GATED 512

struct gated_step {
    struct step step;
    place x;
    long ldx, F, activation;
    place y;
    long ldy;
};

static void gated_tile(const Memory *memory, global const struct gated_step *op, int tile) {
    const int F = op->F, activation = op->activation, pieces = (F + GATED - 1) / GATED;
    const int from = tile % pieces * GATED, stop = from + GATED < F ? from + GATED : F;
    const size_t row = tile / pieces;
    global const float *gate = AT(const float, op->x) + row * op->ldx, *up = gate + F;
    global float *y = AT(float, op->y) + row * op->ldy;
    if (F % 8 == 0) {
        for (int f = from; f < stop; f += 8)
            *(global float8 *)(y + f) =
                activated(*(global const float8 *)(gate + f), activation) * *(global const float8 *)(up + f);
    } else {  // the second half begins anywhere
        for (int f = from; f < stop; f++) y[f] = activated((float8)(gate[f]), activation).s0 * up[f];
    }
}
