// rope: rotary positions: each head of a query or key turned by an angle that grows with its position (Su et al. 2021,
// equation 34), d together with d + size/2 as Hugging Face's checkpoints are ordered.
//
// Math     with row p = first + t of the angles, [cos | sin]:
//          y[d] = x[d] * cos[d] - x[d + size/2] * sin[d];  y[d + size/2] = x[d + size/2] * cos[d] + x[d] * sin[d]
// Shapes   x (T, H*size) at any column of a matrix whose rows are ldx apart; angles (P, size), rows lda apart;
//          y (T, H*size), rows ldy apart.
// Tiles    T * H.
// Edges    any even size; 8 columns at a time where halves and x begin at 32 bytes. The host has made sure that
//          first + T <= P.
// Twin     attnviz/compute/reference.py rope
// Test     tests/compute/test_rope.py

struct rope_step {
    struct step step;
    place x;
    long ldx, heads, size;
    place angles;
    long lda, first;
    place y;
    long ldy;
};

static void rope_tile(const Memory *memory, global const struct rope_step *op, int tile) {
    const int half_size = op->size / 2;
    const long row = tile / op->heads, start = tile % op->heads * op->size;
    global const float *cos = AT(const float, op->angles) + (op->first + row) * op->lda, *sin = cos + half_size;
    global const float *low = AT(const float, op->x) + row * op->ldx + start, *high = low + half_size;
    global float *y = AT(float, op->y) + row * op->ldy + start;
    if (half_size % 8 == 0 && op->x % 32 == 0) {
        for (int d = 0; d < half_size; d += 8) {
            const float8 a = *(global const float8 *)(low + d), b = *(global const float8 *)(high + d);
            const float8 c = *(global const float8 *)(cos + d), s = *(global const float8 *)(sin + d);
            *(global float8 *)(y + d) = a * c - b * s;
            *(global float8 *)(y + d + half_size) = b * c + a * s;
        }
        return;
    }
    for (int d = 0; d < half_size; d++) {
        const float a = low[d], b = high[d];
        y[d] = a * cos[d] - b * sin[d];
        y[d + half_size] = b * cos[d] + a * sin[d];
    }
}
