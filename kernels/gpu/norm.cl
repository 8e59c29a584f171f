// norm: layer norm on a graphics card, one wave per row (Ba et al. 2016, equations 3 and 4).
//
// Math     y[t,d] = (x[t,d] - mean_t) / sqrt(var_t + eps) * gamma[d] + beta[d],  var_t = mean_d (x[t,d] - mean_t)^2
// Shapes   x, y (T, D): row-major, rows ldx and ldy floats apart; gamma, beta (D).
// Mapping  groups (T) of WAVE work-items: a group makes one row, neighbours take neighbouring columns.
// Local    WAVE floats, for sums over the row.
// Build    WAVE work-items of a group, a power of two: 64 is one wave of AMD GCN, whose barriers then cost nothing.
// Run      x, ldx, gamma, beta, eps, D, y, ldy.
// Edges    the variance is taken in a second pass over the row, as in kernels/norm.cl, which says why. Any D. A row of
//          equal values becomes beta. In place is allowed.
// Twin     attnviz/compute/reference.py norm
// Test     tests/compute/test_norm.py

#ifndef WAVE
#define WAVE 64
#endif
#define GROUP __attribute__((reqd_work_group_size(WAVE, 1, 1)))

// the sum of everybody's value, known to all
static inline float group_sum(float value, local float *shared) {
    const int item = get_local_id(0);
    shared[item] = value;
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int step = WAVE / 2; step > 0; step /= 2) {
        if (item < step) shared[item] += shared[item + step];
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    const float sum = shared[0];
    barrier(CLK_LOCAL_MEM_FENCE);  // before the next sum overwrites it
    return sum;
}

kernel GROUP void norm(global const float *x, int ldx, global const float *gamma, global const float *beta, float eps,
                       int D, global float *y, int ldy) {
    local float shared[WAVE];
    const int item = get_local_id(0);
    global const float *row = x + get_group_id(0) * (size_t)ldx;
    global float *out = y + get_group_id(0) * (size_t)ldy;

    float sum = 0.0f;
    for (int d = item; d < D; d += WAVE) sum += row[d];
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
