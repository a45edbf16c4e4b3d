import { fromBinary } from "@bufbuild/protobuf";
import { tensor } from "@snnkit/tensor";
import { assert, assertEquals } from "@std/assert";
import { ModelProtoSchema } from "onnx-buf";
import { createProgram } from "./create_program.ts";

/** What the tests look at of a file. */
function read(bytes: Uint8Array) {
  const { graph } = fromBinary(ModelProtoSchema, bytes);
  assert(graph);
  return graph;
}

Deno.test("createProgram() names every value once, inside loops and out", () => {
  const program = createProgram("names");
  const steps = program.input("x", ["T", 2]);
  const one = program.constant(tensor([1], [1]));
  const { states, yields } = program.loop({
    states: [{ initial: program.constant(tensor([2], [0, 0])), shape: [2] }],
    inputs: [{ values: steps, shape: [2] }],
    yields: [[2]],
    step: (body, [sum], [x]) => {
      const next = body.add(body.add(sum, x), body.multiply(one, body.constant(tensor([1], [2]))));
      return { states: [next], yields: [next] };
    },
  });
  const graph = read(program.finish([
    { value: states[0], shape: [2] },
    { value: yields[0], shape: ["T", 2] },
  ]));
  const [loop] = graph.node;
  const body = loop.attribute.find(({ name }) => name === "body")!.g!;
  const made = [graph, body].flatMap((g) => [
    ...g.input.map(({ name }) => name),
    ...g.initializer.map(({ name }) => name),
    ...g.node.flatMap(({ output }) => output),
  ]);
  assertEquals(new Set(made).size, made.length);
  assertEquals(graph.output.map(({ name }) => name), loop.output);
  // A state and a result of the same value leave the body under names of their own.
  assertEquals(new Set(body.output.map(({ name }) => name)).size, 2);
});

Deno.test("createProgram() gives an input whose name is taken another one", () => {
  const program = createProgram("taken");
  const [a, b] = [program.input("x", [1]), program.input("x", [1])];
  assert(a.name !== b.name);
  const graph = read(program.finish([{ value: program.add(a, b), shape: [1] }]));
  assertEquals(graph.input.map(({ name }) => name), [a.name, b.name]);
  assertEquals(graph.node[0].input, [a.name, b.name]);
});
