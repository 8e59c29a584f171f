// memory: how a step of run.cl names a place, and the frame that all steps have in common.
//
// Why      A run is one launch over a list of steps, so operands cannot be kernel arguments. OpenCL 1.2 forbids pointers
//          in buffers; so all memory is a few large buffers ("segments"), and a place is a number: its segment in the
//          upper 16 bits, a byte offset in the lower 48. 0 means "none": the first bytes of segment 0 are never used.
// Layout   a step is STEP_WORDS words of 8 bytes, the structs of the other files, as attnviz/compute/cpu_ops.py writes
//          them. Its first three are those of struct step.

#define SEGMENTS 16
#define STEP_WORDS 32

typedef long place;

struct step {
    long kind;   // which operation, see run.cl
    long tiles;  // independent pieces of work it is cut into
    long chunk;  // tiles that a worker takes at a time
};

typedef struct {
    global char *segment[SEGMENTS];
    int worker, workers;  // who runs this, and of how many
} Memory;

#define AT(type, where) ((global type *)(memory->segment[(where) >> 48] + ((where) & 0xffffffffffffL)))
