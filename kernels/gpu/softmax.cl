// softmax: attention scores to attention weights on a graphics card, one wave per row.
//
// Math     e[t,s] = exp(scores[t,s] - max_s scores[t,s]);  weights[t,s] = e[t,s] / sum_s e[t,s]
// Shapes   scores, weights (T, S): row-major, rows ld floats apart.
// Mapping  groups (T) of WAVE work-items: a group makes one row, neighbours take neighbouring columns.
// Local    WAVE floats, for the largest score and the sum.
// Build    WAVE work-items of a group, a power of two.
// Run      scores, weights, S, ld.
// Edges    any S >= 1. In place is allowed. Columns from S on are neither read nor written. WAVE partial sums, added as
//          a tree, keep the rounding error of rows of thousands of weights small.
// Twin     attnviz/compute/reference.py softmax_rows
// Test     tests/compute/test_attention.py

#ifndef WAVE
#define WAVE 64
#endif
#define GROUP __attribute__((reqd_work_group_size(WAVE, 1, 1)))

kernel GROUP void softmax(global const float *scores, global float *weights, int S, int ld) {
    local float shared[WAVE];
    const int item = get_local_id(0);
    global const float *from = scores + get_group_id(0) * (size_t)ld;
    global float *to = weights + get_group_id(0) * (size_t)ld;

    float highest = -1e30f;
    for (int s = item; s < S; s += WAVE) highest = from[s] > highest ? from[s] : highest;
    shared[item] = highest;
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int step = WAVE / 2; step > 0; step /= 2) {
        if (item < step && shared[item + step] > shared[item]) shared[item] = shared[item + step];
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    highest = shared[0];
    barrier(CLK_LOCAL_MEM_FENCE);  // before the sums overwrite it

    float sum = 0.0f;
    for (int s = item; s < S; s += WAVE) {
        const float e = exp(from[s] - highest);
        to[s] = e;
        sum += e;
    }
    shared[item] = sum;
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int step = WAVE / 2; step > 0; step /= 2) {
        if (item < step) shared[item] += shared[item + step];
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    const float share = 1.0f / shared[0];
    for (int s = item; s < S; s += WAVE) to[s] *= share;
}
