import { graphBuilder, type If, type RateGraph, type RateOp } from "@snnkit/ir";
import { compileNetwork, type CreateSimulator } from "@snnkit/sim";
import { filled } from "@snnkit/tensor";
import { population } from "@snnkit/testkit";
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { createEventSimulator, createReferenceSimulator } from "./mod.ts";

/** θ of all neurons; what they receive is `a · θ` in every step. */
const THETA = 0.5;

/** Activations from 0 to 1, in steps that float32 adds exactly. */
const ACTIVATIONS: readonly number[] = Array.from({ length: 65 }, (_, k) => k / 64);

const TIMESTEPS = 128;

/** What one neuron has done after so many steps. */
interface Course {
  /** Spikes so far. */
  readonly spikes: number;
  /** Potential after reset. */
  readonly v: number;
  /** Mean of what exceeded the threshold at its spikes; 0 where it has not spiked. */
  readonly overshoot: number;
}

function neurons(reset: If["reset"]): RateGraph {
  const net = graphBuilder<RateOp>("neurons");
  const op = { ...population(), threshold: filled([1], THETA), reset };
  return net.finish(net.add(op, net.input([ACTIVATIONS.length])));
}

/** Simulates every activation and measures after every step: `[t − 1][activation]`. */
async function measure(create: CreateSimulator, reset: If["reset"]): Promise<Course[][]> {
  const network = compileNetwork(neurons(reset));
  const sample = Float32Array.from(ACTIVATIONS, (a) => a * THETA);
  const courses: Course[][] = [];
  let before: Course[] = ACTIVATIONS.map(() => ({ spikes: 0, v: 0, overshoot: 0 }));
  for (let timesteps = 1; timesteps <= TIMESTEPS; timesteps++) {
    const options = { timesteps, readout: "count", counts: true, potentials: true } as const;
    const simulator = await create(network, options);
    const { counts, potentials } = simulator.simulate(sample);
    before = before.map((old, i) => {
      const [spikes, v] = [counts![0][i], potentials![0][i]];
      if (spikes === old.spikes) return { ...old, v };
      const exceeded = old.v + sample[i] - THETA;
      return { spikes, v, overshoot: (old.overshoot * old.spikes + exceeded) / spikes };
    });
    courses.push(before);
    simulator.dispose();
  }
  return courses;
}

/** How far the rate `N / T` is below the activation. */
function errors(courses: readonly Course[][], timesteps: number): number[] {
  return courses[timesteps - 1].map(({ spikes }, i) => ACTIVATIONS[i] - spikes / timesteps);
}

for (const create of [createReferenceSimulator, createEventSimulator]) {
  const engine = create === createEventSimulator ? "event" : "reference";
  const subtract = await measure(create, "subtract");
  const zero = await measure(create, "zero");

  Deno.test(`Reset by subtraction: r = a − V(T) / (T θ), without any bias (${engine})`, () => {
    subtract.forEach((courses, step) =>
      courses.forEach(({ spikes, v }, i) => {
        const T = step + 1;
        // All numbers are multiples of 1/128: what is multiplied by T θ is exact.
        assertEquals(spikes * THETA, ACTIVATIONS[i] * T * THETA - v);
        assert(v >= 0 && v < THETA, "what is left is less than one spike");
      })
    );
  });

  Deno.test(`Reset to zero: r = a θ / (θ + ε) − V(T) / (T (θ + ε)) (${engine})`, () => {
    zero.forEach((courses, step) =>
      courses.forEach(({ spikes, v, overshoot }, i) => {
        const T = step + 1;
        const [a, full] = [ACTIVATIONS[i], THETA + overshoot];
        assertAlmostEquals(spikes / T, a * THETA / full - v / (T * full), 1e-12);
      })
    );
  });

  Deno.test(`Reset to zero fires every ⌈1 / a⌉ steps, whatever a in between (${engine})`, () => {
    ACTIVATIONS.forEach((a, i) => {
      const period = Math.ceil(1 / a);
      assertEquals(zero[TIMESTEPS - 1][i].spikes, a === 0 ? 0 : Math.floor(TIMESTEPS / period));
    });
  });

  Deno.test(`The error of subtraction falls as 1 / T, that of zero stays (${engine})`, () => {
    for (const T of [8, 16, 32, 64, 128]) {
      const largest = (courses: readonly Course[][]) => Math.max(...errors(courses, T));
      assert(errors(subtract, T).every((error) => error >= 0 && error < 1 / T));
      // Just below one spike a step, every other step is lost.
      assertEquals(largest(zero), 63 / 64 - 1 / 2);
      const mean = (courses: readonly Course[][]) =>
        errors(courses, T).reduce((sum, error) => sum + error, 0) / ACTIVATIONS.length;
      assert(mean(zero) > 0.12, `the mean error of reset to zero is ${mean(zero)} at T = ${T}`);
      assert(mean(subtract) < 0.5 / T, `that of subtraction is ${mean(subtract)} at T = ${T}`);
    }
  });

  Deno.test(`Reset to zero is exact where the overshoot is 0, at a = 1 / n (${engine})`, () => {
    for (const n of [1, 2, 4, 8, 16, 32, 64]) {
      const { spikes, overshoot } = zero[TIMESTEPS - 1][64 / n];
      assertEquals([spikes, overshoot], [TIMESTEPS / n, 0]);
    }
  });
}
