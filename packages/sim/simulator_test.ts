import { tinyRateGraph } from "@snnkit/testkit";
import { assertEquals, assertThrows } from "@std/assert";
import {
  analogCurrents,
  checkOptions,
  checkSample,
  compileNetwork,
  layersOf,
  type SimulatorOptions,
  spikingPopulations,
} from "./mod.ts";
import { randomGraph } from "./conformance/mod.ts";

const network = compileNetwork(tinyRateGraph());

Deno.test("checkOptions() refuses steps that are no whole number ≥ 1", () => {
  for (const timesteps of [0, -1, 1.5, NaN, Infinity]) {
    assertThrows(() => checkOptions(network, { timesteps }), RangeError, `received ${timesteps}`);
  }
  checkOptions(network, { timesteps: 1 });
});

Deno.test("checkOptions() refuses more classes than a decision can name", () => {
  const output = { ...network.populations[2], neurons: 65537 };
  const wide = { ...network, populations: [...network.populations.slice(0, 2), output] };
  assertThrows(() => checkOptions(wide, { timesteps: 1 }), RangeError, "65536 classes");
});

Deno.test("checkOptions() refuses stop rules and output rates that can never be met", () => {
  const refused: readonly (readonly [Partial<SimulatorOptions>, string])[] = [
    [{ stop: { kind: "margin", atLeast: 1.5 } }, "margin=X needs X from 0 to 1: received 1.5"],
    [{ stop: { kind: "entropy", atMost: NaN } }, "entropy=X needs a number X ≥ 0: received NaN"],
    [{ stop: { kind: "first-spike" } }, "those of the read-out membrane never do"],
    [{ stop: { kind: "first-spike" }, readout: "softmax" }, "Hint: read spikes"],
    [{ outputRate: 0 }, "output rate must be above 0 and up to 1 a step: received 0"],
    [{ outputRate: 1.5 }, "received 1.5"],
  ];
  for (const [options, message] of refused) {
    assertThrows(() => checkOptions(network, { timesteps: 4, ...options }), RangeError, message);
  }
  checkOptions(network, { timesteps: 4, readout: "count", stop: { kind: "first-spike" } });
  checkOptions(network, { timesteps: 4, stop: { kind: "margin", atLeast: 1 } });
});

Deno.test("checkSample() refuses a sample of another size and names the shape", () => {
  assertThrows(
    () => checkSample(network, new Float32Array(35)),
    TypeError,
    'input "input" of [1, 6, 6] needs 36 values: received 35',
  );
  assertThrows(() => analogCurrents(network, new Float32Array(37)), TypeError, "received 37");
});

Deno.test("layersOf() lists neurons and gates, relays never", () => {
  const withRelay = compileNetwork(randomGraph(1, { blocks: ["averagePoolThenConvolution"] }));
  const kinds = spikingPopulations(withRelay).map((p) => withRelay.populations[p].kind);
  assertEquals(withRelay.populations.some((p) => p.kind === "relay"), true);
  assertEquals(kinds.includes("relay"), false);
  assertEquals(layersOf(network).map(({ id, shape, neurons }) => [id, shape, neurons]), [
    ["relu", [4, 6, 6], 144],
    ["pool", [4, 3, 3], 36],
    ["output", [3], 3],
  ]);
});
