import { assertEquals, assertThrows } from "@std/assert";
import { tensor } from "@snnkit/tensor";
import fc from "fast-check";
import {
  type Events,
  eventsFromGrid,
  firingRates,
  gridFromEvents,
  type TimeGridded,
} from "./mod.ts";

const grid = (steps: number, neurons: number, values: readonly number[]): TimeGridded => ({
  kind: "timeGridded",
  values: tensor([steps, neurons], values),
});

const grids = fc.tuple(fc.nat(6), fc.integer({ min: 1, max: 5 })).chain(([steps, neurons]) =>
  fc.array(fc.nat(3), { minLength: steps * neurons, maxLength: steps * neurons })
    .map((values) => grid(steps, neurons, values))
);

Deno.test("gridFromEvents() undoes eventsFromGrid()", () => {
  fc.assert(fc.property(grids, (spikes) => {
    assertEquals(gridFromEvents(eventsFromGrid(spikes)), spikes);
  }));
});

Deno.test("eventsFromGrid() keeps every rate and sorts by time, then by neuron", () => {
  fc.assert(fc.property(grids, (spikes) => {
    const events = eventsFromGrid(spikes);
    assertEquals(firingRates(events), firingRates(spikes));
    const keys = [...events.time].map((time, i) => time * events.neurons + events.neuron[i]);
    assertEquals(keys, [...keys].sort((a, b) => a - b));
  }));
});

Deno.test("eventsFromGrid() refuses what is not a number of spikes and says where", () => {
  for (const value of [-1, 0.5, NaN, Infinity]) {
    assertThrows(
      () => eventsFromGrid(grid(2, 2, [0, 0, 0, value])),
      RangeError,
      `received ${value} at step 1, neuron 1`,
    );
  }
  assertThrows(
    () => eventsFromGrid({ kind: "timeGridded", values: tensor([2], [0, 1]) }),
    TypeError,
    "[T, N]: received [2]",
  );
});

Deno.test("gridFromEvents() refuses events outside the layer or the duration", () => {
  const one = (neuron: number, time: number): Events => ({
    kind: "events",
    neuron: Uint32Array.of(neuron),
    time: Float32Array.of(time),
    neurons: 2,
    duration: 3,
  });
  assertEquals(gridFromEvents(one(1, 2.75)).values.data[5], 1);
  for (const [neuron, time] of [[2, 0], [0, 3], [0, -1], [0, NaN]]) {
    assertThrows(() => gridFromEvents(one(neuron, time)), RangeError, `neuron ${neuron} at time`);
  }
});

Deno.test("firingRates() of no steps and of no neurons are zeros and nothing", () => {
  assertEquals([...firingRates(grid(0, 2, []))], [0, 0]);
  assertEquals([...firingRates(grid(3, 0, []))], []);
});

Deno.test("firingRates() of k spikes in T steps is the float nearest to k/T", () => {
  const steps = 49;
  const spikes = grid(steps, 1, Array.from({ length: steps }, (_, t) => t < 48 ? 1 : 0));
  assertEquals(firingRates(spikes)[0], Math.fround(48 / 49));
  assertEquals(firingRates(eventsFromGrid(spikes))[0], Math.fround(48 / 49));
});
