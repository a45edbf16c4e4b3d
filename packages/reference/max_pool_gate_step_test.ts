import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { maxPoolGateStep } from "./max_pool_gate_step.ts";

/** What gates let through, step by step. */
function run(windows: readonly (readonly number[])[], steps: readonly number[][]): number[][] {
  const state = { counts: new Uint32Array(steps[0].length) };
  return steps.map((input) => {
    const spikes = new Uint8Array(windows.length);
    maxPoolGateStep(windows, state, input, spikes);
    return [...spikes];
  });
}

Deno.test("maxPoolGateStep() follows the input that has fired most, this step included", () => {
  // Counts after each step: 0 1, 0 2, 1 2, 2 2 (the first leads by order), 2 3.
  const steps = [[0, 1], [0, 1], [1, 0], [1, 0], [0, 1]];
  assertEquals(run([[0, 1]], steps), [[1], [1], [0], [1], [1]]);
});

Deno.test("maxPoolGateStep() gives ties to the first in row-major order", () => {
  assertEquals(run([[1, 0], [0, 1]], [[1, 0], [1, 1], [0, 1]]), [[1, 1], [1, 1], [1, 0]]);
});

Deno.test("maxPoolGateStep() lets overlapping windows share an input", () => {
  assertEquals(run([[0, 1], [1, 2]], [[0, 1, 0], [1, 1, 1]]), [[1, 1], [1, 1]]);
});

Deno.test("maxPoolGateStep() of one input is that input", () => {
  const trains = fc.array(fc.integer({ min: 0, max: 1 }).map((bit) => [bit]), { minLength: 1 });
  fc.assert(fc.property(trains, (steps) => assertEquals(run([[0]], steps), steps)));
});

Deno.test("maxPoolGateStep() never passes a spike where no input fired", () => {
  const steps = fc.array(fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 3, maxLength: 3 }), {
    minLength: 1,
  });
  fc.assert(fc.property(steps, (list) => {
    const passed = run([[0, 1, 2]], list);
    list.forEach((input, i) => assertEquals(passed[i][0] <= Math.max(...input), true));
  }));
});
