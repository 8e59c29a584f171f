// run: a whole forward pass in one launch, as a list of steps that a few workers go through together.
//
// Why      A launch of its own for each operation costs PoCL 12 to 25 microseconds, most of it waking threads. A model of
//          six layers has 50 operations and, at 16 tokens, two milliseconds of arithmetic: measured on two cores, one
//          launch in place of 49 took 2.6 ms in place of 4.3.
// Mapping  global (workers): one work-item for each compute unit. A step is cut into tiles; each worker first takes those
//          of its own share, then what others have left over, and goes on when all tiles of the step are done.
// Waiting  A worker waits only for tiles that another worker has begun, so a device that runs the work-items one after
//          the other finishes too: the first one does everything. No order of starting is assumed.
// Shapes   steps: count * STEP_WORDS words, see memory.cl. counters: for each step, `workers` numbers of the next tile of
//          a share and one of the tiles done, each in a cache line of its own; all 0 at the start.
//          clock (count + 1): the processor's cycle counter at the start and when each step was done; zeros where the
//          compiler knows none.
// Run      steps, count, counters, workers, clock, then SEGMENTS buffers.
// Twin     attnviz/compute/numpy_ops.py: the same operations one after the other
// Test     tests/compute/test_cpu_ops.py

#define LINE 16  // ints in a cache line

// what another worker counts up: PoCL's processors read a whole number whole, elsewhere (a checker of races) it is atomic
#ifdef POCL_DEVICE_ADDRESS_BITS
#define CYCLES() __builtin_readcyclecounter()
#define COUNTED(counter) (*(counter))
#else
#define CYCLES() 0
#define COUNTED(counter) atomic_add(counter, 0)
#endif

#if defined(POCL_DEVICE_ADDRESS_BITS) && (defined(__x86_64__) || defined(__i386__))
#define PAUSE() __builtin_ia32_pause()
#else
#define PAUSE() mem_fence(CLK_GLOBAL_MEM_FENCE)
#endif

enum {
    LINEAR, NORM, EMBED, APPEND, ATTEND, ATTEND_HEAD, POOL,
    LINEAR_Q, GATHER, LOGITS, ROPE, GATED_UNIT, SOFTMAX, TAKE, ADD, PUT, FLASH, UNPACK, FACTS, MEAN,
    SCAN, RECURRENT, INFLUENCE, SPARSE, TILES
};

static void run_tile(const Memory *memory, global const struct step *op, int tile, bool last) {
    switch (op->kind) {
    case LINEAR: linear_tile(memory, (global const struct linear_step *)op, tile, last); break;
    case NORM: norm_tile(memory, (global const struct norm_step *)op, tile); break;
    case EMBED: embed_tile(memory, (global const struct embed_step *)op, tile); break;
    case APPEND: append_tile(memory, (global const struct append_step *)op, tile); break;
    case ATTEND: attend_tile(memory, (global const struct attend_step *)op, tile); break;
    case ATTEND_HEAD: attend_head_tile(memory, (global const struct attend_step *)op, tile); break;
    case POOL: pool_tile(memory, (global const struct attend_step *)op, tile); break;
    case FLASH: flash_tile(memory, (global const struct attend_step *)op, tile); break;
    case FACTS: facts_tile(memory, (global const struct attend_step *)op, tile); break;
    case MEAN: mean_tile(memory, (global const struct attend_step *)op, tile); break;
    case LINEAR_Q: linear_q_tile(memory, (global const struct linear_q_step *)op, tile); break;
    case GATHER: gather_tile(memory, (global const struct gather_step *)op, tile); break;
    case LOGITS: logits_tile(memory, (global const struct logits_step *)op, tile); break;
    case ROPE: rope_tile(memory, (global const struct rope_step *)op, tile); break;
    case GATED_UNIT: gated_tile(memory, (global const struct gated_step *)op, tile); break;
    case SOFTMAX: softmax_tile(memory, (global const struct softmax_step *)op, tile); break;
    case TAKE: take_tile(memory, (global const struct rows_step *)op, tile); break;
    case ADD: add_tile(memory, (global const struct rows_step *)op, tile); break;
    case PUT: put_tile(memory, (global const struct rows_step *)op, tile); break;
    case UNPACK: unpack_tile(memory, (global const struct unpack_step *)op, tile); break;
    case SCAN: scan_tile(memory, (global const struct scan_step *)op, tile); break;
    case RECURRENT: recurrent_tile(memory, (global const struct recurrent_step *)op); break;
    case INFLUENCE: influence_tile(memory, (global const struct influence_step *)op, tile); break;
    case SPARSE: sparse_tile(memory, (global const struct sparse_step *)op, tile); break;
    case TILES: tiles_tile(memory, (global const struct tiles_step *)op, tile); break;
    }
}

kernel void run(global const long *steps, int count, global int *counters, int workers, global long *clock,
                global char *m0, global char *m1, global char *m2, global char *m3, global char *m4, global char *m5,
                global char *m6, global char *m7, global char *m8, global char *m9, global char *m10,
                global char *m11, global char *m12, global char *m13, global char *m14, global char *m15) {
    const int me = get_global_id(0);
    const Memory memory = {{m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15}, me, workers};
    if (me == 0) clock[0] = CYCLES();
    for (int i = 0; i < count; i++) {
        global const struct step *op = (global const struct step *)(steps + i * STEP_WORDS);
        volatile global int *next = counters + (size_t)i * (workers + 1) * LINE;
        volatile global int *done = next + workers * LINE;
        const int tiles = op->tiles, chunk = op->chunk;
        int mine = 0;
        for (int turn = 0; turn < workers; turn++) {
            const int share = (me + turn) % workers;
            const int begin = (long)tiles * share / workers, end = (long)tiles * (share + 1) / workers;
            while (COUNTED(next + share * LINE) < end - begin) {
                const int from = begin + atomic_add(next + share * LINE, chunk);
                const int stop = from + chunk < end ? from + chunk : end;
                for (int tile = from; tile < stop; tile++) run_tile(&memory, op, tile, tile == end - 1);
                mine += stop > from ? stop - from : 0;
            }
        }
        mem_fence(CLK_GLOBAL_MEM_FENCE);
        if (mine) atomic_add(done, mine);
        while (COUNTED(done) < tiles) PAUSE();
        mem_fence(CLK_GLOBAL_MEM_FENCE);
        if (me == 0) clock[i + 1] = CYCLES();
    }
}
