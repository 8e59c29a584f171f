// tiles: a product of two matrices made tile by tile, with tiles of any of five sizes, on a graphics card, for a lab that
// compares them.
//
// Math     y = x w, in square tiles of `side` rows and columns: each step takes a block of side * side numbers of x and one
//          of w into local memory, and each work-item adds up `side` products of them. So every number of x and w is
//          fetched once for each tile of its row or column: M N K / side numbers from each.
// Why      linear.cl has the tiles that suit a card best. Here a tile of 1 fetches two numbers for each multiplication, one
//          of 16 fetches a sixteenth of that.
// Shapes   x (M, K), w (K, N), y (M, N), rows ldx, ldw and ldy floats apart.
// Mapping  groups (ceil(N/16), ceil(M/16)) of 16 x 16 work-items, one for each number of y. A group has 16/side tiles in
//          each direction, each of which fetches its own blocks, whatever its neighbours have fetched.
// Local    a block of x and one of w for each tile of the group: 2 * 256 floats for any side, 2 KiB.
// Build    nothing of its own: one size of group takes every side, which is an argument.
// Run      x, ldx, w, ldw, M, N, K, side, y, ldy.
// Edges    any M, N, K; side is 1, 2, 4, 8 or 16. Numbers beyond the edges count as 0.
// Twin     attnviz/compute/reference.py multiply
// Test     tests/compute/test_tiles.py

#define WIDE 16
#define GROUP __attribute__((reqd_work_group_size(WIDE, WIDE, 1)))

kernel GROUP void tiles(global const float *x, int ldx, global const float *w, int ldw, int M, int N, int K, int side,
                        global float *y, int ldy) {
    local float xs[WIDE * WIDE], ws[WIDE * WIDE];
    const int column = get_global_id(0), row = get_global_id(1);
    const int j = get_local_id(0) % side, i = get_local_id(1) % side;
    const int tile = (get_local_id(1) / side * (WIDE / side) + get_local_id(0) / side) * side * side;
    float sum = 0.0f;
    for (int k0 = 0; k0 < K; k0 += side) {
        xs[tile + i * side + j] = row < M && k0 + j < K ? x[(size_t)row * ldx + k0 + j] : 0.0f;
        ws[tile + i * side + j] = column < N && k0 + i < K ? w[(size_t)(k0 + i) * ldw + column] : 0.0f;
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int k = 0; k < side; k++) sum += xs[tile + i * side + k] * ws[tile + k * side + j];
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    if (row < M && column < N) y[(size_t)row * ldy + column] = sum;
}
