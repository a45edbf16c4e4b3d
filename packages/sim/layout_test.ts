import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { graphIndex, type Layout, planIndex, sameLayout, toPlanOrder } from "./mod.ts";

const layouts: fc.Arbitrary<Layout> = fc.record({
  pixels: fc.integer({ min: 1, max: 20 }),
  channels: fc.integer({ min: 1, max: 20 }),
  order: fc.constantFrom("channelsFirst", "channelsLast"),
});

Deno.test("planIndex() undoes graphIndex() and both reach every neuron", () => {
  fc.assert(fc.property(layouts, (layout) => {
    const neurons = Array.from({ length: layout.pixels * layout.channels }, (_, i) => i);
    const elements = neurons.map((neuron) => graphIndex(layout, neuron));
    assertEquals(elements.map((element) => planIndex(layout, element)), neurons);
    assertEquals([...elements].sort((a, b) => a - b), neurons);
  }));
});

Deno.test("graphIndex() keeps the channels of a pixel together in the plan", () => {
  const layout = { pixels: 3, channels: 2, order: "channelsFirst" } as const;
  assertEquals([0, 1, 2, 3, 4, 5].map((i) => graphIndex(layout, i)), [0, 3, 1, 4, 2, 5]);
});

Deno.test("toPlanOrder() moves values as graphIndex() says", () => {
  fc.assert(fc.property(layouts, (layout) => {
    const elements = Float64Array.from({ length: layout.pixels * layout.channels }, (_, i) => i);
    const expected = elements.map((neuron) => graphIndex(layout, neuron));
    assertEquals([...toPlanOrder(layout, elements)], [...expected]);
  }));
});

Deno.test("sameLayout() holds exactly where both number every neuron alike", () => {
  fc.assert(fc.property(layouts, layouts, (a, b) => {
    const numbers = (l: Layout): number[] =>
      Array.from({ length: l.pixels * l.channels }, (_, i) => graphIndex(l, i));
    const alike = a.pixels === b.pixels && a.channels === b.channels &&
      numbers(a).join() === numbers(b).join();
    assertEquals(sameLayout(a, b), alike);
  }));
});
