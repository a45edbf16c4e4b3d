import { explainSpiking } from "@snnkit/convert";
import { type AnnGraph, countMacs, countParameters, verifyAnn } from "@snnkit/ir";
import { formatShape, sizeOf } from "@snnkit/tensor";
import { type AnnModel, readModel, type RateModel } from "../io/read_model.ts";
import { formatCount, say, tell } from "../io/terminal.ts";
import { onInput } from "../user_error.ts";
import { presentFindings } from "../present/present_findings.ts";
import { COMMON } from "../settings.ts";
import { type Command, modelPath } from "./command.ts";

/** `snn inspect`: what a model is made of, and whether it can become a spiking network. */
export const inspectCommand: Command = {
  name: "inspect",
  usage: "inspect MODEL",
  summary: "show nodes, shapes, parameters and multiply-adds",
  description: "Shows what a model is made of. Ends with code 2 where a node cannot be imported, " +
    "or cannot\nbecome spiking yet; each such node is named with the reason.",
  options: { json: { help: "print one JSON object instead of text" }, ...COMMON },
  run: async (options) => {
    const model = await readModel(modelPath("inspect", options));
    return model.kind === "ann"
      ? inspectAnn(model, options.has("json"))
      : inspectRate(model, options.has("json"));
  },
};

function inspectAnn(model: AnnModel, json: boolean): number {
  const { graph, opset, findings } = model;
  onInput(model.name, () => verifyAnn(graph));
  const macs = countMacs(graph);
  const obstacles = explainSpiking(graph);
  if (json) {
    say(JSON.stringify({
      model: model.name,
      opset,
      inputs: ends(graph.nodes.filter((node) => node.op.kind === "input")),
      outputs: ends(graph.nodes.filter((node) => graph.outputs.includes(node.id))),
      parameters: countParameters(graph),
      macs: macs.total,
      nodes: graph.nodes.map((node) => ({
        id: node.id,
        kind: node.op.kind,
        inputs: node.inputs,
        shape: node.shape,
        macs: macs.perNode.get(node.id) ?? 0,
      })),
      spiking: { supported: obstacles.length === 0, obstacles },
      findings,
    }));
    return obstacles.length === 0 ? 0 : 2;
  }
  say(
    `${model.name}: opset ${opset}, ${graph.nodes.length} nodes, ` +
      `${formatCount(countParameters(graph))} parameters, ` +
      `${formatCount(macs.total)} multiply-adds per sample`,
  );
  say();
  say(table(
    ["node", "operation", "shape", "multiply-adds"],
    graph.nodes.map((node) => [
      node.id,
      node.op.kind,
      formatShape(node.shape),
      macs.perNode.has(node.id) ? formatCount(macs.perNode.get(node.id)!) : "",
    ]),
  ));
  say();
  for (const line of presentFindings(findings)) say(line);
  if (obstacles.length === 0) {
    say("Every node can become part of a spiking network.");
    return 0;
  }
  tell(
    `error: Cannot turn "${model.name}" into a spiking network yet as ` +
      `${obstacles.length === 1 ? "1 node has" : `${obstacles.length} nodes have`} no spiking form:`,
  );
  for (const { node, reason } of obstacles) tell(`  "${node}": ${reason}`);
  tell("hint: it still runs as a trained network; see docs/SUPPORTED_OPS.md");
  return 2;
}

function inspectRate(model: RateModel, json: boolean): number {
  const { graph, provenance } = model;
  const neurons = graph.nodes.filter((node) => node.op.kind === "if");
  const total = neurons.reduce((sum, node) => sum + sizeOf(node.shape), 0);
  if (json) {
    say(JSON.stringify({
      model: model.name,
      neurons: total,
      nodes: graph.nodes.map(({ id, op, inputs, shape }) => ({ id, kind: op.kind, inputs, shape })),
      provenance,
    }));
    return 0;
  }
  say(`${model.name}: a spiking network of ${formatCount(total)} neurons, ${graph.nodes.length} nodes`);
  say(`made of ${provenance.model ?? "?"} by recipe ${provenance.recipe ?? "?"}`);
  say();
  say(table(
    ["node", "operation", "shape"],
    graph.nodes.map((node) => [node.id, node.op.kind, formatShape(node.shape)]),
  ));
  return 0;
}

function ends(nodes: AnnGraph["nodes"]): { id: string; shape: readonly number[] }[] {
  return nodes.map(({ id, shape }) => ({ id, shape }));
}

/** Columns of equal width; the last may be right of all. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((text, i) => Math.max(text.length, ...rows.map((row) => row[i].length)));
  const line = (row: readonly string[]): string =>
    row.map((text, i) => text.padEnd(widths[i])).join("  ").trimEnd();
  return [line(head), line(widths.map((width) => "─".repeat(width))), ...rows.map(line)].join("\n");
}
