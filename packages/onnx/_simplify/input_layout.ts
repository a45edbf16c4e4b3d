import { type AnnGraph, type AnnNode, readersOf } from "@snnkit/ir";
import { sameShape, type Shape } from "@snnkit/tensor";
import { freeId } from "./rewire.ts";
import { countTransposes, sinkTransposes } from "./sink_transposes.ts";

/**
 * Takes images channels first where the file takes them channels last only to transpose them:
 * the transposes vanish and the input remembers the file's layout.
 */
export function channelsFirstInputs(graph: AnnGraph): AnnGraph {
  let best = graph;
  for (const node of graph.nodes) {
    if (node.op.kind !== "input" || node.shape.length !== 3) continue;
    const turned = sinkTransposes(withTurnedInput(singleChannelTransposed(best, node), node));
    if (countTransposes(turned) < countTransposes(best) + singleChannelReaders(best, node)) {
      best = turned;
    }
  }
  return best;
}

/** The graph with one image input channels first, turned back for its readers. */
function withTurnedInput(graph: AnnGraph, { id, shape }: AnnNode): AnnGraph {
  const [height, width, channels] = shape;
  const last = freeId(`${id}:nhwc`, new Set(graph.nodes.map((node) => node.id)));
  const renamed = (ids: readonly string[]): string[] =>
    ids.map((read) => read === id ? last : read);
  return {
    ...graph,
    nodes: graph.nodes.flatMap((node): AnnNode[] => {
      if (node.id !== id) return [{ ...node, inputs: renamed(node.inputs) }];
      return [
        { ...node, op: { kind: "input", sourceLayout: "nhwc" }, shape: [channels, height, width] },
        { id: last, op: { kind: "transpose", order: [1, 2, 0] }, inputs: [id], shape },
      ];
    }),
    outputs: renamed(graph.outputs),
  };
}

/** Writers of grey images reshape `[H, W, 1]` to `[1, H, W]` where they mean to transpose. */
function singleChannelTransposed(graph: AnnGraph, { id, shape }: AnnNode): AnnGraph {
  return {
    ...graph,
    nodes: graph.nodes.map((node): AnnNode =>
      node.inputs[0] === id && isChannelMove(node, shape)
        ? { ...node, op: { kind: "transpose", order: [2, 0, 1] } }
        : node
    ),
  };
}

function singleChannelReaders(graph: AnnGraph, { id, shape }: AnnNode): number {
  return (readersOf(graph).get(id) ?? []).filter((node) => isChannelMove(node, shape)).length;
}

function isChannelMove({ op }: AnnNode, [height, width, channels]: Shape): boolean {
  return op.kind === "reshape" && channels === 1 && sameShape(op.shape, [1, height, width]);
}
