import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { exponentialGateStep, windowGateStep } from "./estimating_gate_step.ts";
import { maxPoolGateStep } from "./max_pool_gate_step.ts";

/** What gates watch. */
type Windows = readonly (readonly number[])[];

/** What gates with exponential estimates let through, step by step. */
function decaying(windows: Windows, decay: number, steps: readonly number[][]): number[][] {
  const state = { estimates: new Float32Array(steps[0].length) };
  return steps.map((input) => {
    const spikes = new Uint8Array(windows.length);
    const passed = exponentialGateStep(windows, decay, state, input, spikes);
    assertEquals(passed, spikes.reduce((sum, spike) => sum + spike, 0));
    return [...spikes];
  });
}

/** What gates that count recent spikes let through, step by step. */
function recent(windows: Windows, k: number, steps: readonly number[][]): number[][] {
  const state = { recent: [], counts: new Uint32Array(steps[0].length) };
  return steps.map((input) => {
    const spikes = new Uint8Array(windows.length);
    windowGateStep(windows, k, state, input, spikes);
    return [...spikes];
  });
}

/** What gates that count all spikes let through, step by step. */
function ever(windows: Windows, steps: readonly number[][]): number[][] {
  const state = { counts: new Uint32Array(steps[0].length) };
  return steps.map((input) => {
    const spikes = new Uint8Array(windows.length);
    maxPoolGateStep(windows, state, input, spikes);
    return [...spikes];
  });
}

Deno.test("exponentialGateStep() follows a change that a count of all spikes is slow to see", () => {
  const steps = [...new Array(6).fill([1, 0]), ...new Array(4).fill([0, 1])];
  assertEquals(ever([[0, 1]], steps).flat(), [1, 1, 1, 1, 1, 1, 0, 0, 0, 0]);
  assertEquals(decaying([[0, 1]], 0.5, steps).flat(), [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
  assertEquals(recent([[0, 1]], 4, steps).flat(), [1, 1, 1, 1, 1, 1, 0, 0, 1, 1]);
});

Deno.test("exponentialGateStep() gives ties to the first in row-major order", () => {
  const steps = [[1, 1], [0, 1], [1, 0]];
  assertEquals(decaying([[0, 1], [1, 0]], 0.5, steps), [[1, 1], [1, 1], [1, 1]]);
  assertEquals(decaying([[0, 1]], 0.9, [[1, 1], [0, 0], [1, 1]]).flat(), [1, 0, 1]);
});

Deno.test("exponentialGateStep() rounds the product, then the sum", () => {
  const state = { estimates: Float32Array.of(1 / 3) };
  exponentialGateStep([[0]], 0.9, state, [1], new Uint8Array(1));
  const product = Math.fround(Math.fround(0.9) * Math.fround(1 / 3));
  assertEquals(state.estimates[0], Math.fround(product + 1));
});

Deno.test("windowGateStep() over one step passes the first input that fires, whatever was before", () => {
  const steps = [[1, 0], [1, 0], [0, 1], [0, 0], [1, 1]];
  assertEquals(recent([[0, 1]], 1, steps).flat(), [1, 1, 1, 0, 1]);
});

Deno.test("gates over padding alone pass nothing", () => {
  const steps = [[1], [1]];
  assertEquals(recent([[], [0]], 2, steps), [[0, 1], [0, 1]]);
  assertEquals(decaying([[], [0]], 0.5, steps), [[0, 1], [0, 1]]);
  assertEquals(ever([[], [0]], steps), [[0, 1], [0, 1]]);
});

const trains = fc.array(fc.array(fc.nat(1), { minLength: 4, maxLength: 4 }), {
  minLength: 1,
  maxLength: 40,
});
const windows = [[0, 1], [1, 2], [0, 1, 2, 3], [3]];

Deno.test("windowGateStep() of as many steps as there are is maxPoolGateStep()", () => {
  fc.assert(fc.property(trains, fc.nat(3), (steps, more) => {
    assertEquals(recent(windows, steps.length + more, steps), ever(windows, steps));
  }));
});

Deno.test("windowGateStep() passes the spike of the busiest input of the last steps", () => {
  fc.assert(fc.property(trains, fc.integer({ min: 1, max: 9 }), (steps, k) => {
    recent(windows, k, steps).forEach((passed, t) => {
      const last = steps.slice(Math.max(0, t + 1 - k), t + 1);
      const busy = [0, 1, 2, 3].map((i) => last.reduce((sum, step) => sum + step[i], 0));
      const winners = windows.map((cells) =>
        cells.find((cell) => cells.every((other) => busy[cell] >= busy[other]))!
      );
      assertEquals(passed, winners.map((winner) => steps[t][winner]));
    });
  }));
});
