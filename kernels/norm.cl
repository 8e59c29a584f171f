// norm: each row brought to mean 0 and variance 1, then scaled and shifted (layer norm, Ba et al. 2016, equations 3 and
// 4); or only divided by its root mean square (RMS norm, Zhang & Sennrich 2019, equation 4).
//
// Math     layer: y[t] = (x[t] - mean) / sqrt(variance + eps) * gamma + beta.   RMS: y[t] = x[t] / sqrt(mean of x[t]^2
//          + eps) * gamma.
// Shapes   x, y (T, parts*D): rows ldx and ldy floats apart; each of the parts of a row is normed for itself (the heads
//          of a query, say). gamma, beta (D,). x and y may be the same memory.
// Tiles    T * parts.
// Edges    no beta means RMS norm. D need not be a multiple of 8. The variance is that of the differences from the mean,
//          and what rounding left of the mean is taken away too, so that rows of 1e4 + small differences keep digits.
// Twin     attnviz/compute/reference.py norm, rms_norm
// Test     tests/compute/test_norm.py

struct norm_step {
    struct step step;
    place x;
    long ldx;
    place gamma, beta;  // no beta: RMS norm
    long D, parts;
    place y;
    long ldy;
    long eps;  // bits of a float
};

static void norm_row(global const float *row, global const float *gamma, global const float *beta, float eps, int D,
                     global float *out) {
    const int wide = D / 8;
    global const float8 *row8 = (global const float8 *)row;
    global float8 *out8 = (global float8 *)out;
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

    for (int i = 0; i < wide; i++) out8[i] = (row8[i] - mean - rest) * scale * gamma8[i] + beta8[i];
    for (int d = 8 * wide; d < D; d++) out[d] = (row[d] - mean - rest) * scale * gamma[d] + beta[d];
}

static void rms_norm_row(global const float *row, global const float *gamma, float eps, int D, global float *out) {
    const int wide = D / 8;
    global const float8 *row8 = (global const float8 *)row;
    global float8 *out8 = (global float8 *)out;
    global const float8 *gamma8 = (global const float8 *)gamma;

    float8 lanes = (float8)(0.0f);
    for (int i = 0; i < wide; i++) lanes = row8[i] * row8[i] + lanes;
    float sum = sum8(lanes);
    for (int d = 8 * wide; d < D; d++) sum += row[d] * row[d];
    const float scale = 1.0f / sqrt(sum / D + eps);

    for (int i = 0; i < wide; i++) out8[i] = row8[i] * scale * gamma8[i];
    for (int d = 8 * wide; d < D; d++) out[d] = row[d] * scale * gamma[d];
}

static void norm_tile(const Memory *memory, global const struct norm_step *op, int tile) {
    const size_t row = tile / op->parts, start = tile % op->parts * op->D;
    global const float *x = AT(const float, op->x) + row * op->ldx + start;
    global float *y = AT(float, op->y) + row * op->ldy + start;
    global const float *gamma = AT(const float, op->gamma);
    const float eps = as_float((int)op->eps);
    if (op->beta)
        norm_row(x, gamma, AT(const float, op->beta), eps, op->D, y);
    else
        rms_norm_row(x, gamma, eps, op->D, y);
}
