import { assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import { ConversionError } from "@snnkit/convert";
import { InvalidGraphError } from "@snnkit/ir";
import { Interrupted, isRefusal, onInput, onInputAsync, UserError } from "./user_error.ts";

const obstacle = { node: "gate", kind: "tanh", reason: "it is curved", hint: "use a ReLU" };

/** Runs what throws an error of JavaScript's own. */
function caught(step: () => unknown): unknown {
  try {
    step();
  } catch (error) {
    return error;
  }
  throw new Error("Nothing was thrown");
}

Deno.test("isRefusal() takes what packages say of bad input", () => {
  const refusals = [
    new TypeError("Cannot read x as it must be y: received z"),
    new RangeError('Cannot import "a" as this breaks a rule:\n  one\nHint: two'),
    new SyntaxError("Cannot decode an npz file as it must be a whole zip file"),
    new InvalidGraphError("net", ["a", "b"]),
    new ConversionError("net", [obstacle]),
  ];
  for (const error of refusals) assertEquals(isRefusal(error), true, error.message);
});

Deno.test("isRefusal() leaves mistakes of ours alone", () => {
  const nothing = undefined as unknown as Record<string, () => void>;
  const mistakes = [
    new Error('Cannot go on after pass "x"'),
    new Error("Cannot load the model as ONNX Runtime refuses it"),
    new Error("Unreachable: unknown kind"),
    new RangeError("Invalid typed array length: -1"),
    new TypeError("fetch failed"),
    caught(() => nothing.a),
    caught(() => nothing.a()),
    caught(() => {
      const { a } = nothing;
      return a;
    }),
    caught(() => ((x: Record<string, { b: number }>) => x.a.b)({})),
    caught(() => Array.prototype.push.call(Object.freeze([1]), 2)),
    caught(() => `${Symbol("x") as unknown as string}`),
    caught(() => BigInt(1.5)),
    caught(() => new Uint8Array(-1)),
    "Cannot be text as it must be an error",
    undefined,
  ];
  for (const error of mistakes) assertEquals(isRefusal(error), false, String(error));
});

Deno.test("onInput() blames the input for a refusal and names it once", async () => {
  const refuse = (message: string) => (): never => {
    throw new TypeError(message);
  };
  assertEquals(
    assertThrows(() => onInput("a.npz", refuse("Cannot decode x as y")), UserError).message,
    'Cannot decode x as y\nIn: "a.npz"',
  );
  assertEquals(
    assertThrows(() => onInput("a.npz", refuse('Cannot decode "a.npz" as y')), UserError).message,
    'Cannot decode "a.npz" as y',
  );
  assertEquals(
    assertThrows(() => onInput("npz:a", refuse('Cannot x as y\nIn: "a"')), UserError).message,
    'Cannot x as y\nIn: "a"',
  );
  const rejected = await assertRejects(
    () => onInputAsync("b", () => Promise.resolve().then(refuse("Cannot x as y"))),
    UserError,
  );
  assertEquals(rejected.message, 'Cannot x as y\nIn: "b"');
});

Deno.test("onInput() passes on results, user errors, interrupts and mistakes", () => {
  assertEquals(onInput("a", () => 7), 7);
  const errors = [new UserError("Cannot a as b"), new Interrupted(), new Error("Cannot a as b")];
  for (const error of errors) {
    assertStrictEquals(
      caught(() =>
        onInput("a", () => {
          throw error;
        })
      ),
      error,
    );
  }
});
