// norm: layer norm, one row at a time (Ba et al. 2016, equations 3 and 4).
//
// Math     y[t,d] = (x[t,d] - mean_t) / sqrt(var_t + eps) * gamma[d] + beta[d],  var_t = mean_d (x[t,d] - mean_t)^2
// Shapes   x, y (T, D): row-major, rows ldx and ldy floats apart; gamma, beta (D).
// Mapping  global (T): a work-item makes one row. The local size is free.
// Local    none.
// Build    none.
// Run      x, ldx, gamma, beta, eps, D, y, ldy.
// Edges    the variance is taken in a second pass over the row: mean(x^2) - mean^2 loses all digits when the mean is
//          large beside the spread. A row of equal values becomes beta. Any D; columns past the last multiple of 8 are
//          done singly. In place is allowed. Rows are aligned to 32 bytes.
// Twin     attnviz/compute/reference.py norm
// Test     tests/compute/test_norm.py

static inline float sum8(float8 v) {
    const float4 q = v.lo + v.hi;
    return (q.s0 + q.s2) + (q.s1 + q.s3);
}

kernel void norm(global const float *x, int ldx, global const float *gamma, global const float *beta, float eps, int D,
                 global float *y, int ldy) {
    const size_t t = get_global_id(0);
    const int wide = D / 8;
    global const float *row = x + t * ldx;
    global float *out = y + t * ldy;
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
