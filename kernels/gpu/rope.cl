// rope: rotary positions on a graphics card: pairs of columns of each head turned by their position's angles (Su et al.
// 2021, equation 34), in the order of Hugging Face's files, where d and d + size/2 are a pair.
//
// Math     for each head, with c and s of row first + t of the table:
//          y[d] = x[d] * c[d] - x[d + size/2] * s[d];   y[d + size/2] = x[d + size/2] * c[d] + x[d] * s[d]
// Shapes   x (T, D): columns from start on of a matrix whose rows are ldx floats apart, heads of `size` side by side;
//          angles (P, size): the cosines of size/2 angles, then their sines, rows lda floats apart; y (T, D), rows ldy
//          floats apart.
// Mapping  groups (T) of WAVE work-items: a group makes one row, neighbours take neighbouring pairs.
// Local    none.
// Build    WAVE: see common.cl.
// Run      x, start, ldx, size, angles, lda, first, D, y, ldy.
// Edges    size is even and divides D; first + T <= P: the host has checked.
// Twin     attnviz/compute/reference.py rope
// Test     tests/compute/test_rope.py

kernel WAVE_GROUP void rope(global const float *x, int start, int ldx, int size, global const float *angles, int lda,
                            int first, int D, global float *y, int ldy) {
    const size_t t = get_group_id(0);
    const int half_size = size / 2;
    global const float *from = x + t * ldx + start, *angle = angles + (first + t) * lda;
    global float *to = y + t * ldy;
    for (int pair = get_local_id(0); pair < D / 2; pair += WAVE) {
        const int d = pair % half_size, low = pair / half_size * size + d, high = low + half_size;
        const float c = angle[d], s = angle[d + half_size], a = from[low], b = from[high];
        to[low] = a * c - b * s;
        to[high] = b * c + a * s;
    }
}
