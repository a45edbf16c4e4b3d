import { allClose } from "@snnkit/testkit";
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { confidenceOf } from "./mod.ts";

const evidence = fc.array(fc.double({ min: -300, max: 300, noNaN: true }), {
  minLength: 1,
  maxLength: 12,
});

Deno.test("confidenceOf() gives the margin and the entropy of the soft-max", () => {
  const p = [1, 2, 3].map((x) => Math.exp(x) / (Math.exp(1) + Math.exp(2) + Math.exp(3)));
  const entropy = -p.reduce((sum, share) => sum + share * Math.log(share), 0);
  allClose([confidenceOf("margin", [4, 8, 12], 4)], [p[2] - p[1]], { absolute: 1e-7 });
  allClose([confidenceOf("entropy", [4, 8, 12], 4)], [entropy], { absolute: 1e-7 });
});

Deno.test("confidenceOf() knows certainty, doubt and what is no number", () => {
  const rows: readonly (readonly [readonly number[], number, number])[] = [
    [[0, 0], 0, Math.fround(Math.log(2))],
    [[0, 0, 0, 0], 0, Math.fround(Math.log(4))],
    [[1e6, 0], 1, 0],
    [[-5], 1, 0],
    [[NaN, 0], NaN, NaN],
    [[Infinity, 0], NaN, NaN],
  ];
  for (const [sums, margin, entropy] of rows) {
    assertEquals(confidenceOf("margin", sums, 2), margin, `${sums}`);
    assertEquals(confidenceOf("entropy", sums, 2), entropy, `${sums}`);
  }
});

Deno.test("confidenceOf() stays within its bounds and needs no order", () => {
  fc.assert(fc.property(evidence, fc.integer({ min: 1, max: 99 }), (sums, timesteps) => {
    const [margin, entropy] = [
      confidenceOf("margin", sums, timesteps),
      confidenceOf("entropy", sums, timesteps),
    ];
    const turned = sums.toReversed();
    return margin >= 0 && margin <= 1 && entropy >= 0 && entropy <= Math.log(sums.length) + 1e-6 &&
      confidenceOf("margin", turned, timesteps) - margin < 1e-6 &&
      confidenceOf("entropy", turned, timesteps) - entropy < 1e-6;
  }));
});

Deno.test("confidenceOf() grows surer as the same evidence goes on", () => {
  fc.assert(fc.property(evidence, (each) => {
    let [margin, entropy] = [0, Infinity];
    for (let t = 1; t <= 8; t++) {
      const sums = each.map((x) => t * x);
      const now = confidenceOf("margin", sums, 8);
      const left = confidenceOf("entropy", sums, 8);
      if (now < margin - 1e-6 || left > entropy + 1e-6) return false;
      [margin, entropy] = [now, left];
    }
    return true;
  }));
});
