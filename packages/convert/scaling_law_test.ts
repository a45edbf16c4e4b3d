import { type AnnGraph, type AnnNode, type NodeId, printGraph, type RateGraph } from "@snnkit/ir";
import { type Tensor, tensor } from "@snnkit/tensor";
import { tinyConvNet, tinyResNet } from "@snnkit/testkit";
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { lowerToRate } from "./lower_to_rate.ts";
import { calibrationNodes } from "./calibration_nodes.ts";
import { prepareAnn } from "./prepare_ann.ts";

/** What makes the values of an activation larger: the layers into it, and smaller again after it. */
interface Stretch {
  readonly into: readonly NodeId[];
  readonly activation: NodeId;
  readonly outOf: readonly NodeId[];
}

const CONV_NET: Stretch = { into: ["norm"], activation: "relu", outOf: ["dense"] };
const RES_NET: readonly Stretch[] = [
  { into: ["norm2a"], activation: "relu2a", outOf: ["norm2b"] },
  { into: ["norm3a"], activation: "relu3a", outOf: ["norm3b"] },
];

function times({ shape, data }: Tensor, factor: number): Tensor {
  return tensor(shape, data.map((value) => value * factor));
}

/** The same network but for the values of one activation, which are `factor` times as large. */
function stretched(graph: AnnGraph, { into, outOf }: Stretch, factor: number): AnnGraph {
  const nodes = graph.nodes.map((node): AnnNode => {
    const { op } = node;
    if (op.kind !== "conv2d" && op.kind !== "dense") return node;
    const { weight, bias } = op;
    if (into.includes(node.id)) {
      return { ...node, op: { ...op, weight: times(weight, factor), bias: times(bias, factor) } };
    }
    return outOf.includes(node.id)
      ? { ...node, op: { ...op, weight: times(weight, 1 / factor) } }
      : node;
  });
  return { ...graph, nodes };
}

function lowered(graph: AnnGraph, lambdas: ReadonlyMap<NodeId, number>): RateGraph {
  const scales = [...lambdas].map(([id, lambda]) =>
    [id, { unit: tensor([1], [lambda]), offset: 0, clipped: 0 }] as const
  );
  return lowerToRate(graph, new Map(scales)).graph;
}

/** Everything but the unit that spikes are counted in. */
function dynamics(graph: RateGraph): string {
  return printGraph(graph).replace(/ unit=\S+/g, "");
}

const lambdasOf = (graph: AnnGraph) =>
  fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), {
    minLength: calibrationNodes(graph).length,
    maxLength: calibrationNodes(graph).length,
  }).map((values) => new Map(calibrationNodes(graph).map((id, i) => [id, values[i]] as const)));

for (
  const [graph, stretches] of [
    [prepareAnn(tinyConvNet()), [CONV_NET]],
    [prepareAnn(tinyResNet()), RES_NET],
  ] as const
) {
  Deno.test(`lowerToRate() gives "${graph.name}" the same dynamics however large activations are`, () => {
    fc.assert(
      fc.property(
        lambdasOf(graph),
        fc.integer({ min: -8, max: 8 }),
        fc.constantFrom(...stretches),
        (lambdas, power, stretch) => {
          // Powers of two change no digit, so that the weights must agree to the last bit.
          const factor = 2 ** power;
          const larger = new Map(lambdas);
          larger.set(stretch.activation, lambdas.get(stretch.activation)! * factor);
          assertEquals(
            dynamics(lowered(stretched(graph, stretch, factor), larger)),
            dynamics(lowered(graph, lambdas)),
          );
        },
      ),
      { numRuns: 25 },
    );
  });
}
