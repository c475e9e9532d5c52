/* The lower limit: one SHA-256 block per id with the processor's own instructions.
 * Reads nothing and prints nanoseconds per block; built and run by benchmarks/draw.py.
 * Round by round as FIPS 180-4 says it, four rounds an instruction pair.
 */
#include <immintrin.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static uint32_t k[64];

static void constants(void)
{
    int found = 0;
    for (int n = 2; found < 64; n++) {
        int prime = 1;
        for (int d = 2; d * d <= n; d++)
            if (n % d == 0) prime = 0;
        if (!prime) continue;
        long double low = 0, high = 7;
        for (int step = 0; step < 120; step++) {
            long double middle = (low + high) / 2;
            if (middle * middle * middle <= n) low = middle; else high = middle;
        }
        k[found++] = (uint32_t)((low - (int)low) * 4294967296.0L);
    }
}

static void block(__m128i *abef, __m128i *cdgh, __m128i m[4])
{
    __m128i s0 = *abef, s1 = *cdgh;
    for (int t = 0; t < 16; t++) {
        __m128i w = m[t & 3];
        if (t >= 4) {
            __m128i next = _mm_sha256msg1_epu32(w, m[(t + 1) & 3]);
            next = _mm_add_epi32(next, _mm_alignr_epi8(m[(t + 3) & 3], m[(t + 2) & 3], 4));
            w = m[t & 3] = _mm_sha256msg2_epu32(next, m[(t + 3) & 3]);
        }
        w = _mm_add_epi32(w, _mm_loadu_si128((const __m128i *)&k[4 * t]));
        s1 = _mm_sha256rnds2_epu32(s1, s0, w);
        s0 = _mm_sha256rnds2_epu32(s0, s1, _mm_shuffle_epi32(w, 0x0E));
    }
    *abef = _mm_add_epi32(s0, *abef);
    *cdgh = _mm_add_epi32(s1, *cdgh);
}

int main(int count, char **arguments)
{
    long ids = count > 1 ? atol(arguments[1]) : 1000000, sum = 0;
    struct timespec begun, ended;
    constants();
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begun);
    for (long id = 0; id < ids; id++) {
        __m128i abef = _mm_set_epi32(1, 2, 3, 4), cdgh = _mm_set_epi32(5, 6, 7, 8);
        __m128i m[4] = {_mm_set1_epi32((int)id), _mm_set1_epi32(1), _mm_setzero_si128(),
                        _mm_set_epi32(648, 0, 0, 0)};
        block(&abef, &cdgh, m);
        sum += _mm_cvtsi128_si32(abef);
    }
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ended);
    double ns = (ended.tv_sec - begun.tv_sec) * 1e9 + (double)(ended.tv_nsec - begun.tv_nsec);
    fprintf(stderr, "%ld\n", sum); /* so that the loop is not taken away */
    printf("%.3f\n", ns / (double)ids);
    return 0;
}
