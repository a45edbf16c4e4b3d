/** The part of `@std/cli` that snnkit uses, typed by hand: deno-std ships plain JavaScript. */

/** How {@linkcode parseArgs} reads the words of a command line. */
export interface ParseOptions {
  /** Long names that take no value. */
  readonly boolean?: readonly string[];
  /** Long names whose value stays a string. */
  readonly string?: readonly string[];
  /** Long names that may come several times. */
  readonly collect?: readonly string[];
  /** Short name → long name. */
  readonly alias?: Readonly<Record<string, string | readonly string[]>>;
  /** Values of options that are absent. */
  readonly default?: Readonly<Record<string, unknown>>;
  /** Stop at the first word that is not an option. */
  readonly stopEarly?: boolean;
  /** Called for each option that was not declared; return false to drop it. */
  readonly unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}
/** Reads the words of a command line into options and the rest, `_`. */
export function parseArgs(
  args: readonly string[],
  options?: ParseOptions,
): Record<string, unknown> & { _: (string | number)[] };
