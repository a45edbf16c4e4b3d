import type { AnnNode, Input, MaxPool2d } from "@snnkit/ir";
import { sizeOf } from "@snnkit/tensor";
import {
  encoderOf,
  gateOf,
  type Lowering,
  nameFor,
  neuronsOf,
  place,
  read,
  unitOf,
} from "./_lowering.ts";
import { conversion, type LinearNode, rescaledOp, wantedScale } from "./_rescale.ts";
import { scaleAlong, scaleOfUnit } from "./_scale.ts";
import { isActivation } from "./_spiking.ts";

/** Add what a node of the trained network becomes. */
export function lowerNode(lowering: Lowering, node: AnnNode): void {
  const { op, id } = node;
  const isOutput = lowering.graph.outputs.includes(id);
  if (isActivation(op)) {
    lowerActivation(lowering, node, isOutput);
    if (isOutput && !lowering.readers.has(id)) return;
  } else if (op.kind === "input") {
    lowerInput(lowering, node, op);
  } else if (op.kind === "constant") {
    place(lowering, { ...node, op, id: nameFor(lowering, id) });
  } else if (op.kind === "maxPool2d") {
    lowerMaxPool(lowering, node, op);
  } else {
    lowerLinear(lowering, node as LinearNode);
  }
  if (isOutput) lowerOutput(lowering, node);
}

function lowerInput(lowering: Lowering, node: AnnNode, op: Input): void {
  const value = place(lowering, { ...node, op, id: nameFor(lowering, node.id) });
  const scale = lowering.scales.get(node.id);
  const encoder = scale && encoderOf(lowering, scale.unit);
  if (!encoder) return;
  const id = lowering.fresh(node.id, "spikes");
  lowering.names.set(node.id, place(lowering, { ...node, id, op: encoder, inputs: [value] }));
}

function lowerActivation(lowering: Lowering, node: AnnNode, isOutput: boolean): void {
  const { unit } = lowering.scales.get(node.id)!;
  const [source] = node.inputs;
  const inputs = [read(lowering, source, scaleOfUnit(unit, node.shape), node.id)];
  // Simulators want an output for themselves: where others read it too, its neurons are copied.
  const isShared = isOutput && lowering.readers.has(node.id);
  const id = isShared ? nameFor(lowering, node.id, "neurons") : node.id;
  place(lowering, { ...node, id, op: neuronsOf(lowering, unit), inputs });
  if (lowering.nodes.get(source)!.op.kind !== "avgPool2d") return;
  lowering.findings.push({
    code: "average-pool-population",
    node: node.id,
    message: `Average pool "${node.id}" has ${sizeOf(node.shape)} neurons of its own`,
  });
}

function lowerMaxPool(lowering: Lowering, node: AnnNode, op: MaxPool2d): void {
  const { nodes, plan, names, findings, fresh } = lowering;
  const gate = gateOf(lowering, op);
  const source = nodes.get(node.inputs[0])!;
  const { shape } = source;
  const has = plan.scales.get(source.id)!;
  const own = lowering.scales.get(node.id);
  if (!own && scaleAlong(has, shape, 0)) {
    const inputs = [names.get(source.id) ?? source.id];
    place(lowering, { ...node, id: nameFor(lowering, node.id), op: gate, inputs });
    return;
  }
  // Joined channels may count in unequal units within one window: the largest serves all.
  const unit = own?.unit ?? unitOf(plan.scales.get(node.id)!, node);
  const offset = own?.offset ?? 0;
  const current = read(lowering, source.id, scaleOfUnit(unit, shape), node.id, offset);
  const neurons = place(lowering, {
    id: fresh(node.id, "neurons"),
    op: neuronsOf(lowering, unit),
    inputs: [current],
    shape,
  });
  findings.push({
    code: "max-pool-population",
    node: node.id,
    message: `Max-pool "${node.id}" reads no spikes of one unit, so it has ${sizeOf(shape)} ` +
      `neurons of its own` +
      (offset === 0 ? "" : `, which count from the smallest value ${offset}`),
  });
  if (offset === 0) {
    place(lowering, { ...node, id: nameFor(lowering, node.id), op: gate, inputs: [neurons] });
    return;
  }
  const id = place(lowering, { ...node, id: fresh(node.id, "gate"), op: gate, inputs: [neurons] });
  const scale = plan.scales.get(node.id)!;
  const back = conversion(node.shape, scale, scale, -offset);
  place(lowering, { ...node, id: nameFor(lowering, node.id), op: back, inputs: [id] });
}

function lowerLinear(lowering: Lowering, node: LinearNode): void {
  const { nodes, plan } = lowering;
  const to = plan.scales.get(node.id)!;
  const sources = node.inputs.map((id) => nodes.get(id)!);
  const wanted = sources.map(({ id, shape }) => {
    const has = plan.scales.get(id)!;
    return plan.carried.has(node.id) ? has : wantedScale(node, shape, has, to);
  });
  const inputs = sources.map(({ id }, k) => read(lowering, id, wanted[k], node.id));
  const op = rescaledOp(node, sources[0].shape, wanted[0], to);
  place(lowering, { ...node, id: nameFor(lowering, node.id), op, inputs });
}

function lowerOutput(lowering: Lowering, node: AnnNode): void {
  const { plan, scales } = lowering;
  const unit = scales.get(node.id)?.unit ?? unitOf(plan.scales.get(node.id)!, node);
  const inputs = [read(lowering, node.id, scaleOfUnit(unit, node.shape), node.id)];
  place(lowering, { ...node, op: neuronsOf(lowering, unit), inputs });
}
