// gated: one half of a row, activated, times the other half, on a graphics card (SwiGLU and its like, Shazeer 2020,
// equations 5 and 6).
//
// Math     y[t,f] = activation(x[t,f]) * x[t,F+f]
// Shapes   x (T, 2F), y (T, F): row-major, rows ldx and ldy floats apart.
// Mapping  groups (T) of WAVE work-items: a group makes one row, neighbours take neighbouring fours of columns.
// Local    none.
// Build    WAVE: see common.cl.
// Run      x, ldx, F, activation (its place among ACTIVATIONS), y, ldy.
// Edges    any F. Rows of x and y begin at 16 bytes; those of y have room for F rounded up to 4, what is written beyond
//          F is 0.
// Twin     attnviz/compute/reference.py gated
// Test     tests/compute/test_gated.py

kernel WAVE_GROUP void gated(global const float *x, int ldx, int F, int activation, global float *y, int ldy) {
    const size_t t = get_group_id(0);
    global const float *gate = x + t * ldx, *up = gate + F;
    for (int f = get_local_id(0) * 4; f < F; f += WAVE * 4)
        *(global float4 *)(y + t * ldy + f) = activated(row4(gate + f, F - f), activation) * row4(up + f, F - f);
}
