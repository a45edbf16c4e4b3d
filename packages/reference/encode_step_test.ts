import type { Encode } from "@snnkit/ir";
import { tensor } from "@snnkit/tensor";
import { assertEquals } from "@std/assert";
import { encodeStep } from "./mod.ts";

/** Spikes of every step, one row a step. */
function trains(op: Partial<Encode>, values: readonly number[], steps: number): number[][] {
  const encode: Encode = { kind: "encode", coding: "periodic", unit: tensor([1], [1]), ...op };
  return Array.from({ length: steps }, (_, step) => {
    const spikes = new Int8Array(values.length).fill(9);
    const draw = { seed: 0, sample: 0, stream: 0, step };
    const sent = encodeStep(encode, Float32Array.from(values), draw, spikes);
    assertEquals(sent, spikes.reduce((sum, spike) => sum + Math.abs(spike), 0));
    return [...spikes];
  });
}

Deno.test("encodeStep() sends evenly spaced spikes, never more than one a step", () => {
  assertEquals(trains({}, [0, 0.5, 1, 7, -1, NaN], 3), [
    [0, 1, 1, 1, 0, 0],
    [0, 0, 1, 1, 0, 0],
    [0, 1, 1, 1, 0, 0],
  ]);
});

Deno.test("encodeStep() gives each channel its unit and a signed value its sign", () => {
  const op = { signed: true, unit: tensor([2], [1, 4]) } as const;
  assertEquals(trains(op, [-1, 0.5, -1, 2], 4), [
    [-1, 1, 0, 1],
    [-1, 0, -1, 0],
    [-1, 1, 0, 1],
    [-1, 0, 0, 0],
  ]);
});

Deno.test("encodeStep() draws from the authors' words of Threefry, of key and counter 0", () => {
  // 0x9c6ca96a, 0xe17eae66, 0xfc10ecd4 and 0x5256a7d8 as parts of 2³².
  assertEquals(trains({ coding: "poisson" }, [0.61], 4), [[0], [0], [0], [1]]);
  assertEquals(trains({ coding: "poisson" }, [0.62], 4), [[1], [0], [0], [1]]);
  assertEquals(trains({ coding: "poisson" }, [1], 4), [[1], [1], [1], [1]]);
  assertEquals(trains({ coding: "poisson" }, [0], 4), [[0], [0], [0], [0]]);
});
