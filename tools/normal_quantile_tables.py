#!/usr/bin/env python3
"""Writes src/engine/vector/normal_quantile_tables.hpp: polynomials for the quantile of the normal distribution. Needs mpmath.

For s = P(Z > z) in half an octave [2^e m, 2^e (m + 1/2)), m = 1 or 1.5, the quantile is (1/2 - s) times a polynomial of
t = 2^-e s - 1.5 that has its values at the Chebyshev points. Worked out with 40 digits.
"""
from mpmath import cos, erfc, erfinv, exp, ldexp, log, lu_solve, matrix, mp, mpf, pi, sqrt

DEGREE = 13
mp.dps = 40


def quantile(s):
    if s > mpf("1e-5"):
        return sqrt(2) * erfinv(1 - 2 * s)
    z = sqrt(-2 * log(s)) - 1
    for _ in range(40):    # Halley
        step = (erfc(z / sqrt(2)) / 2 - s) / (exp(-z * z / 2) / sqrt(2 * pi))
        z += step / (1 - step * z / 2)
    return z


def polynomial(exponent, half):
    low, n = mpf(half - 1) / 2, DEGREE + 1
    points = [low + (1 + cos(pi * (2 * i + 1) / (2 * n))) / 4 for i in range(n)]
    values = []
    for t in points:
        s = ldexp(mpf(3) / 2 + t, exponent)
        values.append(quantile(s) / (mpf(1) / 2 - s))
    powers = matrix([[t**k for k in range(n)] for t in points])
    return lu_solve(powers, matrix(values))


def table(first_exponent):
    """[power][place]: a place is the lowest three bits of the biased exponent, then the highest of the mantissa."""
    rows = [[None] * 16 for _ in range(DEGREE + 1)]
    for exponent in range(first_exponent, first_exponent - 8, -1):
        for half in (0, 1):
            place = ((exponent + 1023) & 7) << 1 | half
            for power, c in enumerate(polynomial(exponent, half)):
                rows[power][place] = float(c)
    return rows


def text(rows):
    lines = []
    for row in rows:
        numbers = [x.hex() for x in row]
        lines.append("    {" + ",\n     ".join(", ".join(numbers[k:k + 4]) for k in range(0, 16, 4)) + "},")
    return "\n".join(lines)


print(f"""// Polynomials for the quantile of the normal distribution, written by tools/normal_quantile_tables.py, which says what they are.
#pragma once

namespace cf::engine {{

inline constexpr int kQuantileDegree = {DEGREE};

// By power, then by the lowest three bits of the exponent of s and the highest of its mantissa.
using QuantilePolynomials = double[kQuantileDegree + 1][16];

// s from 2^-9 to 1/2.
alignas(64) inline constexpr QuantilePolynomials kQuantileMiddle = {{
{text(table(-2))}
}};

// s from 2^-17 to 2^-9.
alignas(64) inline constexpr QuantilePolynomials kQuantileTail = {{
{text(table(-10))}
}};

}}  // namespace cf::engine""")
