// tiles: a product of two matrices made tile by tile, with tiles of any of five sizes, for a lab that compares them.
//
// Math     y = x w, in square tiles of `side` rows and columns: each step along K takes `side` numbers of x and as many of
//          w, and makes side * side multiplications and additions of them. So every number of x and w is fetched once for
//          each tile of its row or column: M N K / side numbers from each.
// Why      linear.cl has the tile that suits a processor best and no other. Here a tile of 1 fetches two numbers for each
//          multiplication, one of 16 fetches a sixteenth of that; beyond what registers hold, sums go through the cache.
// Shapes   x (M, K), w (K, N), y (M, N), rows ldx, ldw and ldy apart, which are multiples of 8 as all padding is.
// Tiles    ceil(M/side) * ceil(N/side).
// Edges    any M, N, K; side is 1, 2, 4, 8 or 16. Rows beyond the last repeat it; columns beyond are padding.
// Twin     attnviz/compute/reference.py multiply
// Test     tests/compute/test_tiles.py

struct tiles_step {
    struct step step;
    place x;
    long ldx;
    place w;
    long ldw, M, N, K, side;
    place y;
    long ldy;
};

// a tile of SIDE rows and as many columns, SIDE / WIDE vectors to a row
#define TILE_OF(SIDE, WIDE, VECTOR)                                                                                  \
    static void tile_of_##SIDE(const Memory *memory, global const struct tiles_step *op, int row, int column) {      \
        global const float *x[SIDE], *w = AT(const float, op->w) + column;                                           \
        const int second = column + WIDE < op->N && WIDE < SIDE ? WIDE : 0;                                          \
        VECTOR sum[SIDE][SIDE / WIDE];                                                                               \
        UNROLL for (int i = 0; i < SIDE; i++) {                                                                      \
            const int read = row + i < op->M ? row + i : (int)op->M - 1;                                             \
            x[i] = AT(const float, op->x) + read * op->ldx;                                                          \
            UNROLL for (int j = 0; j < SIDE / WIDE; j++) sum[i][j] = (VECTOR)(0.0f);                                 \
        }                                                                                                            \
        for (int k = 0; k < op->K; k++, w += op->ldw) {                                                              \
            VECTOR taken[SIDE / WIDE];                                                                               \
            UNROLL for (int j = 0; j < SIDE / WIDE; j++) taken[j] = *(global const VECTOR *)(w + j * second);        \
            UNROLL for (int i = 0; i < SIDE; i++)                                                                    \
                UNROLL for (int j = 0; j < SIDE / WIDE; j++) sum[i][j] = x[i][k] * taken[j] + sum[i][j];             \
        }                                                                                                            \
        for (int i = 0; i < SIDE && row + i < op->M; i++) {                                                          \
            global float *y = AT(float, op->y) + (row + i) * op->ldy + column;                                       \
            for (int j = 0; j < SIDE / WIDE && (j == 0 || second); j++) *(global VECTOR *)(y + j * WIDE) = sum[i][j]; \
        }                                                                                                            \
    }

TILE_OF(1, 1, float)
TILE_OF(2, 2, float2)
TILE_OF(4, 4, float4)
TILE_OF(8, 8, float8)
TILE_OF(16, 8, float8)

static void tiles_tile(const Memory *memory, global const struct tiles_step *op, int tile) {
    const int across = (op->N + op->side - 1) / op->side;
    const int row = tile / across * op->side, column = tile % across * op->side;
    switch (op->side) {
    case 1: tile_of_1(memory, op, row, column); break;
    case 2: tile_of_2(memory, op, row, column); break;
    case 4: tile_of_4(memory, op, row, column); break;
    case 8: tile_of_8(memory, op, row, column); break;
    case 16: tile_of_16(memory, op, row, column); break;
    }
}
