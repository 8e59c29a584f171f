// recurrent: a small recurrent net (Elman 1990), and how much each word still counts in a later state.
//
// Math     recurrent: h[t] = tanh(x[t] + h[t-1] U), h[-1] = 0.
//          influence: y[i,s] = length of d h[e] / d u[s], e = ends[i], where x[s] = u[s] V^T: back-propagation through
//          time, exact. With D[s] = diag(1 - h[s]^2) and A = I at s = e, for s = e down to 0:
//              G = A D[s];  y[i,s]^2 = sum of (G V^T V) * G;  A = G U^T.     y[i,s] = 0 for s > e.
// Shapes   x, h (T, W), U and its turned form `back` (W, W), `gram` = V^T V (W, W), rows ldx, ldu and so on apart;
//          ends (n,) int; y (n, T). scratch: (W + 1) * W8 floats for each worker, W8 = W rounded up to 8.
// Tiles    recurrent: 1, for each state waits for the one before. influence: n.
// Edges    any W; rows are padded to a multiple of 8, those of the matrices with zeros. ends are below T.
// Twin     attnviz/compute/reference.py scan_recurrent, influence
// Test     tests/compute/test_recurrent.py

struct recurrent_step {
    struct step step;
    place x;
    long ldx;
    place weight;
    long ldu, T, W;
    place y;
    long ldy;
};

struct influence_step {
    struct step step;
    place h;
    long ldh;
    place back;
    long ldb;
    place gram;
    long ldg;
    place ends;
    long T, W;
    place scratch;
    place y;
    long ldy;
};

// tanh(z) = 1 - 2 / (1 + exp(2z)), whose exponential must not overflow
static inline float8 tanh8(float8 z) {
    const float8 bounded = z > 40.0f ? (float8)(40.0f) : z;
    return 1.0f - 2.0f / (1.0f + exp8(2.0f * bounded));
}

static void recurrent_tile(const Memory *memory, global const struct recurrent_step *op) {
    global const float *before = 0;
    for (int t = 0; t < op->T; t++) {
        global const float *x = AT(const float, op->x) + t * op->ldx;
        global float *h = AT(float, op->y) + t * op->ldy;
        for (int j = 0; j < op->W; j += 8) {
            float8 sum = *(global const float8 *)(x + j);
            for (int k = 0; before && k < op->W; k++)
                sum += before[k] * *(global const float8 *)(AT(const float, op->weight) + k * op->ldu + j);
            *(global float8 *)(h + j) = tanh8(sum);
        }
        before = h;
    }
}

static void influence_tile(const Memory *memory, global const struct influence_step *op, int tile) {
    const int W = op->W, wide = (W + 7) / 8 * 8, end = AT(const int, op->ends)[tile];
    global float *A = AT(float, op->scratch) + (size_t)memory->worker * (W + 1) * wide, *next = A + W * wide;
    global float *y = AT(float, op->y) + tile * op->ldy;
    global const float *back = AT(const float, op->back), *gram = AT(const float, op->gram);
    for (int i = 0; i < W; i++)
        for (int j = 0; j < wide; j++) A[i * wide + j] = i == j ? 1.0f : 0.0f;
    for (int s = op->T - 1; s > end; s--) y[s] = 0.0f;
    for (int s = end; s >= 0; s--) {
        global const float *h = AT(const float, op->h) + s * op->ldh;
        float8 squares = (float8)(0.0f);
        for (int i = 0; i < W; i++) {
            global float *row = A + i * wide;
            for (int k = 0; k < W; k++) row[k] *= 1.0f - h[k] * h[k];
            for (int j = 0; j < W; j += 8) {
                float8 earlier = (float8)(0.0f), weighed = (float8)(0.0f);
                for (int k = 0; k < W; k++) {
                    earlier += row[k] * *(global const float8 *)(back + k * op->ldb + j);
                    weighed += row[k] * *(global const float8 *)(gram + k * op->ldg + j);
                }
                squares += weighed * *(global const float8 *)(row + j);
                *(global float8 *)(next + j) = earlier;
            }
            for (int j = 0; j < W; j += 8) *(global float8 *)(row + j) = *(global const float8 *)(next + j);
        }
        const float square = sum8(squares);
        y[s] = square > 0.0f ? sqrt(square) : 0.0f;
    }
}
