// softmax: numbers to shares that add up to 1 on a graphics card, one wave per row: attention scores to weights.
//
// Math     e[t,s] = exp(x[t,s] - max_s x[t,s]);  y[t,s] = e[t,s] / sum_s e[t,s]
// Shapes   x, y (T, S): row-major, rows ldx and ldy floats apart.
// Mapping  groups (T) of WAVE work-items: a group makes one row, neighbours take neighbouring columns.
// Local    WAVE floats, for the largest number and the sum.
// Build    WAVE: see common.cl.
// Run      x, ldx, S, y, ldy.
// Edges    any S >= 1. In place is allowed. Columns from S on are neither read nor written. -INFINITY, which a masked
//          score is, becomes 0, in a row of nothing else too. WAVE partial sums, added as a tree, keep the
//          rounding error of rows of thousands of weights small.
// Twin     attnviz/compute/reference.py softmax_rows
// Test     tests/compute/test_attention.py

kernel WAVE_GROUP void softmax(global const float *x, int ldx, int S, global float *y, int ldy) {
    local float shared[WAVE];
    const int item = get_local_id(0);
    global const float *from = x + get_group_id(0) * (size_t)ldx;
    global float *to = y + get_group_id(0) * (size_t)ldy;

    float highest = -INFINITY;
    for (int s = item; s < S; s += WAVE) highest = from[s] > highest ? from[s] : highest;
    shared[item] = highest;
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int step = WAVE / 2; step > 0; step /= 2) {
        if (item < step && shared[item + step] > shared[item]) shared[item] = shared[item + step];
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    highest = shared[0] > -INFINITY ? shared[0] : 0.0f;
    barrier(CLK_LOCAL_MEM_FENCE);  // before the sums overwrite it

    float sum = 0.0f;
    for (int s = item; s < S; s += WAVE) {
        const float e = exp(from[s] - highest);
        to[s] = e;
        sum += e;
    }
    sum = group_sum(sum, shared);
    const float share = sum > 0.0f ? 1.0f / sum : 0.0f;
    for (int s = item; s < S; s += WAVE) to[s] *= share;
}
