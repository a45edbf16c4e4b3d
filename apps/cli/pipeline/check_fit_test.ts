import { assertEquals, assertThrows } from "@std/assert";
import { preprocess } from "@snnkit/datasets";
import { type AnnGraph, type AnnOp, graphBuilder } from "@snnkit/ir";
import { type Shape, sizeOf } from "@snnkit/tensor";
import { tinyConvNet, tinyRateGraph } from "@snnkit/testkit";
import { UserError } from "../user_error.ts";
import { checkEnds, checkShape, classesOf, inputShape, labelsFor } from "./check_fit.ts";

/** A network that hands on what it gets. */
function through(shape: Shape): AnnGraph {
  const net = graphBuilder<AnnOp>("through");
  net.add({ kind: "relu" }, net.input(shape));
  return net.finish();
}

function samples(shape: Shape, labels?: readonly number[]) {
  const data = new Uint8Array(sizeOf(shape) * (labels?.length ?? 1));
  const count = labels?.length ?? 1;
  const given = labels && { labels: Int32Array.from(labels) };
  return preprocess({ shape, layout: "nchw", count, data, ...given });
}

Deno.test("inputShape() and classesOf() read both dialects", () => {
  for (const graph of [tinyConvNet(), tinyRateGraph()]) {
    assertEquals([inputShape(graph), classesOf(graph)], [[1, 6, 6], 3]);
  }
});

Deno.test("checkEnds() refuses networks with several inputs or outputs", () => {
  const net = graphBuilder<AnnOp>("net");
  const [a, b] = [net.input([2], "a"), net.input([2], "b")];
  const sum = net.named("sum", { kind: "add" }, a, b);
  const other = net.named("other", { kind: "relu" }, sum);
  assertThrows(
    () => checkEnds(net.finish()),
    UserError,
    'must have one input: received 2, "a" [2], "b" [2]',
  );
  assertThrows(() => classesOf(net.finish(sum, other)), UserError, '2, "sum" [2], "other" [2]');
  checkEnds(through([4]));
});

Deno.test("checkShape() takes samples that fit, flat inputs and axes of length 1", () => {
  const fits: readonly (readonly [Shape, Shape])[] = [
    [[1, 6, 6], [1, 6, 6]],
    [[3, 6, 6], [3, 6, 6]],
    [[36], [1, 6, 6]],
    [[108], [3, 6, 6]],
    [[36, 1, 1], [1, 6, 6]],
    [[6, 6], [1, 6, 6]],
    [[1, 1, 6], [6]],
    [[1], [1]],
  ];
  for (const [wanted, given] of fits) checkShape(through(wanted), samples(given), "mnist");
});

Deno.test("checkShape() refuses samples of another size, naming data and both shapes", () => {
  const misfits: readonly (readonly [Shape, Shape])[] = [
    [[1, 6, 6], [1, 6, 7]],
    [[3, 6, 6], [1, 6, 6]],
    [[3, 6, 6], [6, 6, 3]],
    [[1, 6, 6], [36]],
    [[35], [1, 6, 6]],
    [[1, 6, 6], [1, 4, 9]],
  ];
  for (const [wanted, given] of misfits) {
    const { message } = assertThrows(
      () => checkShape(through(wanted), samples(given), "mnist"),
      UserError,
    );
    assertEquals(
      message,
      `Cannot run "through" on "mnist" as its input takes samples of shape [${wanted.join(", ")}]` +
        `: received [${given.join(", ")}]`,
    );
  }
});

Deno.test("labelsFor() gives labels that all name a class", () => {
  const graph = through([3]);
  assertEquals([...labelsFor(graph, samples([3], [0, 2, 1]), "mnist")], [0, 2, 1]);
  assertThrows(() => labelsFor(graph, samples([3]), "mnist"), UserError, "it has no labels");
  for (const label of [3, -1]) {
    assertThrows(
      () => labelsFor(graph, samples([3], [0, label]), "mnist"),
      UserError,
      `${label} at sample 1`,
    );
  }
});
