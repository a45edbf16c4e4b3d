import { type AnnGraph, countMacs, countParameters, type NodeId, type RateGraph } from "@snnkit/ir";
import type { Obstacle } from "@snnkit/convert";
import { formatShape, type Shape, sizeOf } from "@snnkit/tensor";
import type { AnnModel, RateModel } from "../io/read_model.ts";
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
export function presentRate({ name, graph, ann, provenance }: RateModel): string {
  const { model, recipe, calibration, calibrationSamples, generator } = provenance;
  const rows = graph.nodes.map(({ id, op, shape }) => [
    id,
    op.kind,
    formatShape(shape),
    op.kind === "if" || op.kind === "encode" ? formatCount(sizeOf(shape)) : "",
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
    formatTable(["node", "operation", "shape", "neurons"], rows),
  ].join("\n");
}

/** The same as one object. */
export function rateJson({ name, graph, ann, provenance }: RateModel): object {
  return {
    model: name,
    neurons: neuronsOf(graph),
    nodes: graph.nodes.map(({ id, op, inputs, shape }) => ({ id, kind: op.kind, inputs, shape })),
    trained: ann !== undefined,
    provenance,
  };
}

function neuronsOf(graph: RateGraph): number {
  const neurons = graph.nodes.filter(({ op }) => op.kind === "if");
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
