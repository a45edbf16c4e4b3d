import {
  type AnnGraph,
  countMacs,
  countParameters,
  type Node,
  type NodeId,
  type RateGraph,
  type RateOp,
  type TtfsGraph,
  type TtfsOp,
} from "@snnkit/ir";
import type { Obstacle } from "@snnkit/convert";
import { formatShape, type Shape, sizeOf } from "@snnkit/tensor";
import type { AnnModel, RateModel } from "../io/read_model.ts";
import type { TtfsModel } from "../ttfs/read_ttfs_model.ts";
import { formatCount, formatTable } from "./format.ts";
import { presentFindings } from "./present_findings.ts";

/** What `snn inspect` says of a trained network. */
export function presentAnn(model: AnnModel, obstacles: readonly Obstacle[]): string {
  const { name, graph, opset, findings } = model;
  const macs = countMacs(graph);
  const rows = graph.nodes.map(({ id, op, shape }) => {
    const numbers = [parametersOf(graph, id), macs.perNode.get(id) ?? 0];
    return [id, op.kind, formatShape(shape), ...numbers.map((n) => n > 0 ? formatCount(n) : "")];
  });
  return [
    `${name}: opset ${opset}, ${count(graph.nodes.length, "node")}, ` +
    `${formatCount(countParameters(graph))} parameters, ` +
    `${formatCount(macs.total)} multiply-adds per sample`,
    `takes ${shapesOf(graph, inputsOf(graph))}, yields ${shapesOf(graph, graph.outputs)}`,
    "",
    formatTable(["node", "operation", "shape", "parameters", "multiply-adds"], rows),
    "",
    ...presentFindings(findings),
    ...obstacles.length === 0 ? ["Every node can become part of a spiking network."] : [],
  ].join("\n");
}

/** The same as one object. */
export function annJson(model: AnnModel, obstacles: readonly Obstacle[]): object {
  const { name, graph, opset, findings } = model;
  const macs = countMacs(graph);
  return {
    model: name,
    opset,
    inputs: endsOf(graph, inputsOf(graph)),
    outputs: endsOf(graph, graph.outputs),
    parameters: countParameters(graph),
    macs: macs.total,
    nodes: graph.nodes.map(({ id, op, inputs, shape }) => ({
      id,
      kind: op.kind,
      inputs,
      shape,
      parameters: parametersOf(graph, id),
      macs: macs.perNode.get(id) ?? 0,
    })),
    spiking: { supported: obstacles.length === 0, obstacles },
    findings,
  };
}

/** What `snn inspect` says of a spiking network. */
export function presentSpiking({ name, graph, ann, provenance }: SpikingModel): string {
  const { model, recipe, calibration, calibrationSamples, generator } = provenance;
  const nodes: readonly Node<RateOp | TtfsOp>[] = graph.nodes;
  const hasWindows = nodes.some(({ op }) => "end" in op);
  const rows = nodes.map(({ id, op, shape }) => [
    id,
    op.kind,
    formatShape(shape),
    sendsSpikes(op) ? formatCount(sizeOf(shape)) : "",
    ...hasWindows ? ["end" in op ? `${shortTime(op.start)} … ${shortTime(op.end)}` : ""] : [],
  ]);
  const origin = [
    ...model === undefined ? [] : [`of ${model}`],
    ...recipe === undefined ? [] : [`by recipe ${recipe}`],
    ...calibration === undefined ? [] : [`calibrated on ${calibrationSamples} × ${calibration}`],
    ...generator === undefined ? [] : [`written by ${generator}`],
  ];
  return [
    `${name}: a spiking network of ${formatCount(neuronsOf(graph))} neurons, ` +
    count(graph.nodes.length, "node"),
    origin.length > 0 ? `made ${origin.join(", ")}` : "it does not say how it was made",
    ann ? "the trained network is in the file" : "the trained network is not in the file",
    "",
    formatTable(["node", "operation", "shape", "neurons", ...hasWindows ? ["window"] : []], rows),
  ].join("\n");
}

/** The same as one object. */
export function spikingJson({ name, graph, ann, provenance }: SpikingModel): object {
  return {
    model: name,
    neurons: neuronsOf(graph),
    nodes: (graph.nodes as readonly Node<RateOp | TtfsOp>[]).map(({ id, op, inputs, shape }) => ({
      id,
      kind: op.kind,
      inputs,
      shape,
      ..."end" in op && { window: [op.start, op.end] },
    })),
    trained: ann !== undefined,
    provenance,
  };
}

/** A spiking network of either code. */
type SpikingModel = RateModel | TtfsModel;

/** Whether a node is neurons or spikes of the input. */
function sendsSpikes({ kind }: RateOp | TtfsOp): boolean {
  return isNeurons(kind) || kind === "encode" || kind === "encodeLatency";
}

function isNeurons(kind: (RateOp | TtfsOp)["kind"]): boolean {
  return kind === "if" || kind === "fireOnce" || kind === "fireFirst";
}

function shortTime(time: number): string {
  return String(Number(time.toPrecision(5)));
}

function neuronsOf(graph: RateGraph | TtfsGraph): number {
  const nodes: readonly Node<RateOp | TtfsOp>[] = graph.nodes;
  const neurons = nodes.filter(({ op }) => isNeurons(op.kind));
  return neurons.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

function inputsOf({ nodes }: AnnGraph): NodeId[] {
  return nodes.filter(({ op }) => op.kind === "input").map(({ id }) => id);
}

function parametersOf(graph: AnnGraph, id: NodeId): number {
  return countParameters({ ...graph, nodes: graph.nodes.filter((node) => node.id === id) });
}

function endsOf({ nodes }: AnnGraph, ids: readonly NodeId[]): { id: NodeId; shape: Shape }[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return ids.flatMap((id) => byId.get(id) ?? []).map(({ id, shape }) => ({ id, shape }));
}

function shapesOf(graph: AnnGraph, ids: readonly NodeId[]): string {
  return endsOf(graph, ids).map(({ shape }) => formatShape(shape)).join(" and ");
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
