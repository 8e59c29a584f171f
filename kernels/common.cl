// common: what the kernels of the processor share. It stands in front of each of their programs.
//
// Widths   float8 everywhere: PoCL 3.0 compiles for AVX2 on any processor, and its built-ins of width 16 abort it.
// Build    NOUNROLL leaves loops rolled (for checkers that cannot read what unrolling makes).
// Twin     attnviz/compute/reference.py gelu, softmax_rows
// Test     tests/compute/test_linear.py, tests/compute/test_attention.py

#ifdef NOUNROLL
#define UNROLL
#else
#define UNROLL _Pragma("unroll")
#endif

// OpenCL has prefetch() for this, but PoCL ignores it. A hint does not fault, so it may reach beyond the memory's end.
#ifdef POCL_DEVICE_ADDRESS_BITS
#define FETCH(address) __builtin_prefetch((const void *)(size_t)(address), 0, 2)
#else
#define FETCH(address)
#endif

static inline float max8(float8 v) {
    const float4 q = v.lo > v.hi ? v.lo : v.hi;
    const float2 p = q.lo > q.hi ? q.lo : q.hi;
    return p.x > p.y ? p.x : p.y;
}

static inline float sum8(float8 v) {
    const float4 q = v.lo + v.hi;
    return (q.s0 + q.s2) + (q.s1 + q.s3);
}

// exp of x to about 1e-7 for x <= 88: x = n*ln 2 + r with |r| <= ln 2 / 2, a polynomial of degree 5 in r, fitted to a
// relative error of 9e-8 (Taylor's of degree 6 errs by 1.2e-7), and n put into the exponent bits. Adding and taking
// away 1.5 * 2^23 rounds to the nearest whole number. From -88 down n is -127, whose exponent bits are those of 0.
// PoCL 3.0 calls its own exp out of line, which costs several times as much.
static inline float8 exp8(float8 x) {
    const float8 z = x < -88.02f ? (float8)(-88.02f) : x;
    const float8 shifted = z * 1.44269504f + 12582912.0f;
    const float8 n = shifted - 12582912.0f;
    float8 r = z - n * 0.693359375f;
    r = r + n * 2.12194440e-4f;
    float8 p = r * 8.290315e-3f + 4.189793e-2f;
    p = p * r + 0.16667636f;
    p = p * r + 0.4999915f;
    p = p * r + 0.9999997f;
    p = p * r + 1.0f;
    const int8 power = (as_int8(shifted) - as_int8((float8)(12582912.0f)) + 127) << 23;
    return p * as_float8(power);
}

// erf as x * P(x^2) / Q(x^2), fitted to a relative error of 2e-8 on |x| <= 3.925, beyond which float erf is 1.
// Abramowitz & Stegun 7.1.26 is no cheaper (it needs exp) and errs by 1.5e-7 before rounding.
static inline float8 erf8(float8 x) {
    x = x > 3.925f ? (float8)(3.925f) : x;
    x = x < -3.925f ? (float8)(-3.925f) : x;
    const float8 t = x * x;
    float8 p = t * 2.0459943e-6f + 2.8482560e-4f;
    p = p * t + 3.7721060e-3f;
    p = p * t + 5.2767895e-2f;
    p = p * t + 1.9058454e-1f;
    p = p * t + 1.1283791f;
    float8 q = t * 3.8046492e-5f + 1.1637354e-3f;
    q = q * t + 1.4982312e-2f;
    q = q * t + 1.1417875e-1f;
    q = q * t + 5.0223386e-1f;
    q = q * t + 1.0f;
    return x * p / q;
}
