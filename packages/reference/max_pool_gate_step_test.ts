import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { maxPoolGateStep, trackingGateStep } from "./max_pool_gate_step.ts";

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

/** What tracking gates send, step by step. */
function track(windows: readonly (readonly number[])[], steps: readonly number[][]): number[][] {
  const inputs = new Int32Array(steps[0].length);
  const state = { inputs, outputs: new Int32Array(windows.length) };
  return steps.map((input) => {
    const spikes = new Int8Array(windows.length);
    const sent = trackingGateStep(windows, state, input, spikes);
    assertEquals(sent, spikes.reduce((sum, spike) => sum + Math.abs(spike), 0));
    return [...spikes];
  });
}

Deno.test("trackingGateStep() sends what the largest count gains and loses", () => {
  // Counts after each step: 1 0, 1 1, 0 1, 0 0, 0 1.
  const steps = [[1, 0], [0, 1], [-1, 0], [0, -1], [0, 1]];
  assertEquals(track([[0, 1]], steps), [[1], [0], [0], [-1], [1]]);
});

Deno.test("trackingGateStep() hands the lead over without a spike", () => {
  assertEquals(track([[0, 1]], [[1, 0], [-1, 1]]), [[1], [0]]);
});

Deno.test("trackingGateStep() over padding alone sends nothing", () => {
  assertEquals(track([[], [0]], [[1], [-1]]), [[0, 1], [0, -1]]);
});

Deno.test("trackingGateStep() has sent as many spikes as its strongest input, after every step", () => {
  const spike = fc.integer({ min: -1, max: 1 });
  const trains = fc.array(fc.array(spike, { minLength: 4, maxLength: 4 }), { minLength: 1 });
  const windows = [[0, 1], [1, 2], [0, 1, 2, 3], [3]];
  fc.assert(fc.property(trains, (steps) => {
    const counts = [0, 0, 0, 0];
    const sent = windows.map(() => 0);
    track(windows, steps).forEach((spikes, t) => {
      steps[t].forEach((input, i) => counts[i] += input);
      spikes.forEach((spike, gate) => sent[gate] += spike);
      assertEquals(sent, windows.map((cells) => Math.max(...cells.map((cell) => counts[cell]))));
    });
  }));
});

Deno.test("trackingGateStep() never sends a negative spike where no input does", () => {
  const trains = fc.array(fc.array(fc.nat(1), { minLength: 3, maxLength: 3 }), { minLength: 1 });
  fc.assert(fc.property(trains, (steps) => {
    assertEquals(track([[0, 1, 2]], steps).flat().includes(-1), false);
  }));
});
