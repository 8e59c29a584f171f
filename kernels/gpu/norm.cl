// norm: each row, or each part of it, brought to mean 0 and variance 1, then scaled and shifted (layer norm, Ba et al.
// 2016, equations 3 and 4); or only divided by its root mean square (RMS norm, Zhang & Sennrich 2019, equation 4).
//
// Math     norm: y = (x - mean) / sqrt(var + eps) * gamma + beta.   rms_norm: y = x / sqrt(mean of x^2 + eps) * gamma.
// Shapes   x, y (T, parts*D): row-major, rows ldx and ldy floats apart, each part normed for itself; gamma, beta (D).
// Mapping  groups (T*parts) of WAVE work-items: a group makes one part of a row, neighbours take neighbouring columns.
// Local    WAVE floats, for sums over the row.
// Build    WAVE: see common.cl.
// Run      norm: x, ldx, parts, gamma, beta, eps, D, y, ldy. rms_norm: the same without beta.
// Edges    the variance is taken in a second pass over the row, as in kernels/norm.cl, which says why. Any D. A row of
//          equal values becomes beta. In place is allowed.
// Twin     attnviz/compute/reference.py norm, rms_norm
// Test     tests/compute/test_norm.py

// layer norm of one row whose columns add up to `sum` for this work-item; out may be the row itself
static inline void norm_row(global const float *row, float sum, global const float *gamma, global const float *beta,
                            float eps, int D, global float *out, local float *shared) {
    const int item = get_local_id(0);
    const float mean = group_sum(sum, shared) / D;

    // what is left of the mean after rounding comes out of the same pass as the variance
    float squares = 0.0f, left = 0.0f;
    for (int d = item; d < D; d += WAVE) {
        const float away = row[d] - mean;
        left += away;
        squares += away * away;
    }
    const float rest = group_sum(left, shared) / D;
    const float variance = group_sum(squares, shared) / D - rest * rest;
    const float scale = 1.0f / sqrt((variance > 0.0f ? variance : 0.0f) + eps);

    for (int d = item; d < D; d += WAVE) out[d] = (row[d] - mean - rest) * scale * gamma[d] + beta[d];
}

kernel WAVE_GROUP void norm(global const float *x, int ldx, int parts, global const float *gamma,
                            global const float *beta, float eps, int D, global float *y, int ldy) {
    local float shared[WAVE];
    const size_t t = get_group_id(0) / parts, start = get_group_id(0) % parts * D;
    global const float *row = x + t * ldx + start;
    float sum = 0.0f;
    for (int d = get_local_id(0); d < D; d += WAVE) sum += row[d];
    norm_row(row, sum, gamma, beta, eps, D, y + t * ldy + start, shared);
}

kernel WAVE_GROUP void rms_norm(global const float *x, int ldx, int parts, global const float *gamma, float eps, int D,
                                global float *y, int ldy) {
    local float shared[WAVE];
    const size_t t = get_group_id(0) / parts, start = get_group_id(0) % parts * D;
    global const float *row = x + t * ldx + start;
    global float *out = y + t * ldy + start;
    float squares = 0.0f;
    for (int d = get_local_id(0); d < D; d += WAVE) squares += row[d] * row[d];
    const float scale = 1.0f / sqrt(group_sum(squares, shared) / D + eps);
    for (int d = get_local_id(0); d < D; d += WAVE) out[d] = row[d] * scale * gamma[d];
}
