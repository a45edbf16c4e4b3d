/** Every sample runs to its last step. */
export interface NoStop {
  /** Discriminates the union. */
  readonly kind: "none";
}

/** A sample ends with the step of the first spike of any output neuron. */
export interface FirstSpikeStop {
  /** Discriminates the union. */
  readonly kind: "first-spike";
}

/** A sample ends with the first step after which the two best classes lie far enough apart. */
export interface MarginStop {
  /** Discriminates the union. */
  readonly kind: "margin";
  /** How far, `0 … 1`: see `confidenceOf`. */
  readonly atLeast: number;
}

/** A sample ends with the first step after which its classes are uncertain by no more than this. */
export interface EntropyStop {
  /** Discriminates the union. */
  readonly kind: "entropy";
  /** How uncertain, in nats, ≥ 0: see `confidenceOf`. */
  readonly atMost: number;
}

/** When a sample may end before its last step; its record then ends there, too. */
export type StopRule = NoStop | FirstSpikeStop | MarginStop | EntropyStop;

/** What people write for a stop rule. */
const FORMS = "none, first-spike, margin=X or entropy=X";

/**
 * A stop rule from the word that people write for it: `none`, `first-spike`, `margin=X` with X in
 * `0 … 1`, or `entropy=X` with X ≥ 0, in nats.
 *
 * @throws {SyntaxError} Where there is no such rule.
 * @throws {RangeError} Where X is no number that the rule can ever meet.
 *
 * @example
 * ```ts
 * import { parseStopRule } from "@snnkit/sim";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * assertEquals(parseStopRule("margin=0.9"), { kind: "margin", atLeast: 0.9 });
 * assertThrows(() => parseStopRule("margin=90"), RangeError, "margin=X needs X from 0 to 1");
 * ```
 */
export function parseStopRule(word: string): StopRule {
  if (word === "none" || word === "first-spike") return { kind: word };
  const [, kind, text] = word.match(/^(margin|entropy)=(.*)$/) ?? [];
  if (kind === undefined) {
    throw new SyntaxError(`Cannot read a stop rule as it must be ${FORMS}: received "${word}"`);
  }
  const x = /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
  const rule: StopRule = kind === "margin"
    ? { kind: "margin", atLeast: x }
    : { kind: "entropy", atMost: x };
  const problem = stopProblem(rule);
  if (problem !== undefined) {
    throw new RangeError(`Cannot read a stop rule as ${problem}: received "${text}"`);
  }
  return rule;
}

/** The word that {@linkcode parseStopRule} reads. */
export function formatStopRule(rule: StopRule): string {
  switch (rule.kind) {
    case "none":
    case "first-spike":
      return rule.kind;
    case "margin":
      return `margin=${rule.atLeast}`;
    case "entropy":
      return `entropy=${rule.atMost}`;
    default:
      rule satisfies never;
      throw new Error("Unreachable: unknown stop rule");
  }
}

/** What is wrong with a rule's number; undefined where nothing is. */
export function stopProblem(rule: StopRule): string | undefined {
  if (rule.kind === "margin" && !(rule.atLeast >= 0 && rule.atLeast <= 1)) {
    return "margin=X needs X from 0 to 1";
  }
  if (rule.kind === "entropy" && !(rule.atMost >= 0 && rule.atMost < Infinity)) {
    return "entropy=X needs a number X ≥ 0";
  }
  return undefined;
}
