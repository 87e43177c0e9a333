#!/usr/bin/env python3
"""The reference deal, structure R1F (models/r1.yaml), written for NumPy: whole arrays of paths, month by month.

    r1_numpy.py PATHS SEED   prints seconds, then the means of amazon_npv and lab_npv in $m
"""
import sys
import time

import numpy as np

STEPS, MONTH, BLOCK = 96, 1 / 12, 8192


def block(paths, random):
    """amazon_npv and lab_npv of each path, in $m; work in millions."""
    growth = 0.35 + 0.1 * random.standard_normal(paths)
    low, high, z95 = np.log(0.5), np.log(0.9), 1.6448536269514722
    performance = np.exp((low + high) / 2 + (high - low) / (2 * z95) * random.standard_normal(paths))
    root, kept = np.sqrt(MONTH), np.exp(-MONTH)
    spread = 0.25 * np.sqrt((1 - kept**2) / 2)
    b = 0.8
    c = (0.2 - 0.3 * 0.6) / b
    d = np.sqrt(1 - 0.3**2 - c**2)
    demand, scarcity, multiple = np.full(paths, 100.0), np.zeros(paths), np.full(paths, 300.0)
    cash, credits, stake = np.full(paths, 20000.0), np.full(paths, 7000.0), np.full(paths, 10 / 510)
    raised, alive = np.zeros(paths), np.ones(paths, bool)
    amazon, lab = np.zeros(paths), np.zeros(paths)
    for t in range(STEPS):
        year = t * MONTH
        minimum = 38000 / 84 if t < 84 else 0.0
        gpu_price = 2.5 * np.exp(-0.15 * year + scarcity)
        list_price = 1.2 * np.exp(-0.12 * year)
        trainium_price = list_price / performance
        gpu, all_trainium = 90 * 1.3**year, 300 * 1.4**year
        reserved = performance * min(all_trainium, minimum / list_price)
        trainium = performance * all_trainium - reserved
        from_reserved = np.minimum(demand, reserved)
        rest = demand - from_reserved
        cheaper = trainium_price <= gpu_price
        from_trainium = np.minimum(trainium, np.where(cheaper, rest, np.maximum(rest - gpu, 0)))
        from_gpu = np.minimum(gpu, np.where(cheaper, np.maximum(rest - trainium, 0), rest))
        to_aws = np.maximum(minimum, trainium_price * (from_reserved + from_trainium))
        used = np.minimum(credits, 0.5 * to_aws) if t < 36 else 0.0
        in_cash = to_aws - used
        revenue = alive * (from_reserved + from_trainium + from_gpu) * (5 * np.exp(-0.2 * year))
        profit = revenue - alive * (0.25 * revenue + 150 + gpu_price * from_gpu + in_cash)
        amazon += alive * (0.35 * in_cash - 0.45 * used) * 1.09**-year
        lab += profit * 1.15**-year
        credits = credits - alive * used
        before = cash + profit
        raises = (before < 3000) & (raised < 1) & alive
        worth = multiple * revenue
        stake = np.where(raises, stake * worth / (worth + 10000), stake)
        raised += raises
        cash = before + 10000 * raises
        alive = alive & (cash >= 0)
        z1, z2, z3 = random.standard_normal((3, paths))
        demand = demand * np.exp((growth - 0.08) * MONTH + 0.4 * root * z1)
        multiple = multiple * np.exp(-0.045 * MONTH + 0.3 * root * (0.6 * z1 + 0.8 * z2))
        scarcity = scarcity * kept + spread * (0.3 * z1 + c * z2 + d * z3)
    equity = alive * np.maximum(0, multiple * revenue + cash)
    return amazon + stake * equity * 1.09**-8, lab + equity * 1.15**-8


def main():
    paths = int(sys.argv[1]) if len(sys.argv) > 1 else 65536
    random = np.random.Generator(np.random.Philox(int(sys.argv[2]) if len(sys.argv) > 2 else 1))
    begin = time.process_time()
    blocks = [block(min(BLOCK, paths - first), random) for first in range(0, paths, BLOCK)]
    amazon, lab = (np.concatenate(columns).mean() for columns in zip(*blocks))
    print(f"{time.process_time() - begin:.6f} {amazon:.2f} {lab:.2f}")


main()
