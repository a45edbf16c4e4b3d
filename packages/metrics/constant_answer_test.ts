import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { constantAnswer, type ConstantNeuron } from "./constant_answer.ts";

/** The neuron step by step, as @snnkit/sim-rate defines it. */
function simulated(neuron: ConstantNeuron, current: number, timesteps: number): number {
  const { threshold, initial, reset, signed, leak = 1, refractory = 0 } = neuron;
  let [v, net, last] = [initial, 0, -Infinity];
  for (let t = 0; t < timesteps; t++) {
    v = leak * v + current;
    if (t - last <= refractory) continue;
    const spike = v >= threshold ? 1 : signed && v < 0 && net > 0 ? -1 : 0;
    if (spike === 0) continue;
    v = reset === "subtract" ? v - spike * threshold : 0;
    net += spike;
    last = t;
  }
  return net;
}

const sixteenths = (low: number, high: number): fc.Arbitrary<number> =>
  fc.integer({ min: 16 * low, max: 16 * high }).map((n) => n / 16);

const extras = { leak: fc.constantFrom(1, 1, 0.5), refractory: fc.constantFrom(0, 0, 1, 3) };

const neurons: fc.Arbitrary<ConstantNeuron> = fc.oneof(
  fc.record({
    threshold: sixteenths(0.25, 4),
    initial: sixteenths(-4, 9),
    reset: fc.constantFrom("subtract", "zero"),
    signed: fc.constant(false),
    ...extras,
  }),
  fc.record({
    threshold: sixteenths(0.25, 4),
    initial: sixteenths(-4, 9),
    reset: fc.constant("subtract"),
    signed: fc.constant(true),
    ...extras,
  }),
);

Deno.test("constantAnswer() is what the neuron does, step by step", () => {
  fc.assert(
    fc.property(
      neurons,
      sixteenths(-4, 9),
      fc.integer({ min: 1, max: 60 }),
      (neuron, current, timesteps) => {
        assertEquals(
          constantAnswer(neuron, current * timesteps, timesteps),
          simulated(neuron, current, timesteps),
        );
      },
    ),
    { numRuns: 20_000 },
  );
});

Deno.test("constantAnswer() of an ordinary neuron is ⌊(v₀ + T · I) / θ⌋ within 0 … T", () => {
  fc.assert(
    fc.property(
      sixteenths(0, 1),
      sixteenths(-2, 2),
      fc.boolean(),
      fc.integer({ min: 1, max: 60 }),
      (start, current, signed, timesteps) => {
        const neuron = { threshold: 1.25, initial: start, reset: "subtract", signed } as const;
        const wanted = Math.floor((start + timesteps * current) / 1.25);
        const answer = constantAnswer(neuron, current * timesteps, timesteps);
        assertEquals(answer, Math.min(Math.max(wanted, 0), timesteps));
      },
    ),
  );
});

Deno.test("constantAnswer() forgives a total its rounding just below a threshold", () => {
  const neuron = { threshold: 1, initial: 0, reset: "subtract", signed: false } as const;
  assertEquals(constantAnswer(neuron, 3 - 1e-7, 8), 3);
  assertEquals(constantAnswer(neuron, 3 - 1e-5, 8), 2);
});

Deno.test("constantAnswer() needs neither current nor potential", () => {
  const neuron = { threshold: 1, initial: 0, reset: "zero", signed: false } as const;
  assertEquals(constantAnswer(neuron, 0, 8), 0);
  assertEquals(constantAnswer({ ...neuron, initial: 1 }, 0, 8), 1);
  assertEquals(constantAnswer({ ...neuron, initial: 3, reset: "subtract" }, 0, 8), 3);
});
