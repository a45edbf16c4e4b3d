import { assertEquals } from "@std/assert";
import { type AnnOp, type Graph, type RateOp, verifyAnn, verifyRate } from "@snnkit/ir";
import {
  ANN_LAYERS,
  annGraphWith,
  arbitraryAnnGraph,
  arbitraryRateGraph,
  gridSample,
  RATE_LAYERS,
  rateGraphWith,
  tinyConvNet,
  tinyRateGraph,
  tinyResNet,
} from "./mod.ts";

const kindsOf = (graphs: readonly Graph<AnnOp | RateOp>[]): string[] =>
  [...new Set(graphs.flatMap((graph) => graph.nodes.map((node) => node.op.kind)))].sort();

/** Every tensor of every operation. */
const weightsOf = (graph: Graph<AnnOp | RateOp>): number[] =>
  graph.nodes.flatMap(({ op }) =>
    Object.values(op).flatMap((value) =>
      typeof value === "object" && "data" in value ? [...value.data] : []
    )
  );

const seeds = Array.from({ length: 150 }, (_, seed) => seed);

Deno.test("the tiny graphs are valid and differ by their seed only", () => {
  verifyAnn(tinyConvNet(1));
  verifyAnn(tinyResNet(1));
  verifyRate(tinyRateGraph(1));
  for (const make of [tinyConvNet, tinyResNet, tinyRateGraph]) {
    assertEquals(make(1), make(1));
    assertEquals(weightsOf(make(1)).join() === weightsOf(make(2)).join(), false);
  }
});

Deno.test("rateGraphWith() makes a valid graph of every layer", () => {
  for (const layer of RATE_LAYERS) {
    for (const seed of [0, 1, 2]) verifyRate(rateGraphWith(layer, seed));
  }
});

Deno.test("annGraphWith() makes a valid graph of every layer", () => {
  for (const layer of ANN_LAYERS) {
    for (const seed of [0, 1, 2]) verifyAnn(annGraphWith(layer, seed));
  }
});

Deno.test("arbitraryRateGraph() makes valid, repeatable graphs that meet every operation", () => {
  const graphs = seeds.map(arbitraryRateGraph);
  graphs.forEach(verifyRate);
  assertEquals(arbitraryRateGraph(3), graphs[3]);
  assertEquals(kindsOf(graphs), [
    "add",
    "affine",
    "avgPool2d",
    "concat",
    "constant",
    "conv2d",
    "convTranspose2d",
    "dense",
    "encode",
    "if",
    "input",
    "maxPoolGate",
    "pad",
    "reshape",
    "resizeNearest",
    "slice",
    "transpose",
  ]);
});

Deno.test("arbitraryAnnGraph() makes valid, repeatable graphs that meet every operation", () => {
  const graphs = seeds.map((seed) => arbitraryAnnGraph(seed));
  graphs.forEach(verifyAnn);
  assertEquals(arbitraryAnnGraph(3), graphs[3]);
  assertEquals(kindsOf(graphs).length, 29);
});

Deno.test("arbitraryAnnGraph() keeps to the layers it is given", () => {
  const graphs = seeds.map((seed) => arbitraryAnnGraph(seed, ["dense", "sigmoid"]));
  assertEquals(kindsOf(graphs), ["dense", "input", "relu", "reshape", "sigmoid"]);
});

Deno.test("rate graphs and their samples lie on the grid of 1/128", () => {
  // Initial potentials are half a threshold; all else lies on 1/64.
  for (const graph of seeds.map(arbitraryRateGraph)) {
    const values = [...weightsOf(graph), ...gridSample(graph).flatMap(({ data }) => [...data])];
    assertEquals(values.find((value) => !Number.isInteger(128 * value)), undefined);
  }
});
