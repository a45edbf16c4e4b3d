import { assertAlmostEquals, assertEquals } from "@std/assert";
import { errorOverview } from "./error_overview.ts";
import type { DecomposedErrors, ErrorPart, LayerErrors } from "./layer_errors.ts";

/** A layer whose parts have these sizes, of an activation of size 2. */
function layer(name: string, sizes: Partial<Record<ErrorPart, number>>): DecomposedErrors {
  const size = (rms: number) => ({ mean: 0, meanAbsolute: rms, rms });
  const part = (which: ErrorPart) => ({ ...size(2 * (sizes[which] ?? 0)), share: 0.25 });
  const own = (sizes.clipping ?? 0) + (sizes.quantisation ?? 0) + (sizes.unevenness ?? 0);
  return {
    decomposed: true,
    name,
    neurons: 1,
    activation: 2,
    error: size(2 * own),
    own: size(2 * own),
    parts: {
      inherited: part("inherited"),
      clipping: part("clipping"),
      quantisation: part("quantisation"),
      unevenness: part("unevenness"),
    },
    largest: "inherited",
    clipped: 0,
    clippedChannels: 0,
    worst: [],
  };
}

Deno.test("errorOverview() weighs what layers add, compares it with their activations", () => {
  const opaque: LayerErrors = { decomposed: false, name: "pool", neurons: 1, reason: "it rains" };
  const { weights, origin, worst } = errorOverview([
    layer("first", { inherited: 9, clipping: 0.1 }),
    opaque,
    layer("second", { quantisation: 0.3 }),
    layer("third", { clipping: 0.2, unevenness: 0.3 }),
    { ...layer("output", { clipping: 9 }), isOutput: true },
  ]);
  assertAlmostEquals(weights.clipping, 0.05 / 0.23, 1e-12);
  assertAlmostEquals(weights.quantisation, 0.09 / 0.23, 1e-12);
  assertAlmostEquals(weights.unevenness, 0.09 / 0.23, 1e-12);
  assertEquals(origin, { name: "second", part: "quantisation", size: 0.3 });
  assertEquals(Object.values(worst).map(({ name, part, size }) => [name, part, size]), [
    ["third", "clipping", 0.2],
    ["second", "quantisation", 0.3],
    ["third", "unevenness", 0.3],
  ]);
});

Deno.test("errorOverview() finds nothing where there is no error or no activation", () => {
  const silent = { ...layer("silent", { clipping: 1 }), activation: 0 };
  for (const layers of [[], [layer("exact", { inherited: 1 })], [silent]]) {
    const { weights, origin, worst } = errorOverview(layers);
    assertEquals([weights.clipping, weights.quantisation, weights.unevenness], [0, 0, 0]);
    assertEquals([origin, worst], [undefined, {}]);
  }
});
