import { ttfsRecipes } from "@snnkit/convert";
import { snnDialect } from "@snnkit/ir";
import { readBytes } from "../io/read_file.ts";
import type { Parsed } from "../options.ts";
import { type Code, FIRST_SPIKE_OPTIONS } from "../settings.ts";
import { UserError } from "../user_error.ts";

/** Options of `snn run` that mean nothing to networks of first spikes. */
const RATE_ONLY: readonly string[] = [
  "readout",
  "output-rate",
  "stop",
  "precision",
  "profile",
  "resume",
  "threads",
];

/**
 * How the spikes of a MODEL carry values: as its `.snn` file says, else as the user or the recipe.
 *
 * @throws {UserError} Where these contradict each other, or options belong to the other code.
 */
export async function codeOf(path: string, options: Parsed): Promise<Code> {
  const asked = options.has("code") ? options.text("code") as Code : undefined;
  const recipe = options.has("recipe") ? options.text("recipe")! : undefined;
  const ofRecipe = recipe === undefined ? undefined : ttfsRecipes.has(recipe) ? "ttfs" : "rate";
  const held = await heldCode(path);
  const code = held ?? asked ?? ofRecipe ?? "rate";
  if (asked !== undefined && asked !== code) {
    throw new UserError(
      `Cannot run "${path}" by code ${asked} as the file holds a network of code ${code}`,
      "leave --code out, or give the .onnx file",
    );
  }
  if (held === undefined && ofRecipe !== undefined && ofRecipe !== code) {
    throw new UserError(
      `Cannot use recipe "${recipe}" as its code must be ${code}: received ${ofRecipe}`,
      `leave --code ${code} out, or give another recipe`,
    );
  }
  const foreign = (code === "ttfs" ? RATE_ONLY : FIRST_SPIKE_OPTIONS).filter(options.has);
  if (foreign.length > 0) {
    throw new UserError(
      `Cannot run code ${code} as every option must mean something to it: received ` +
        foreign.map((name) => `--${name}`).join(", "),
      code === "ttfs" ? "leave these out; they are for --code rate" : "these are for --code ttfs",
    );
  }
  return code;
}

/** The code of a `.snn` file; undefined for others, and for files that cannot be read so far. */
export async function heldCode(path: string): Promise<Code | undefined> {
  if (!/\.snn$/i.test(path)) return undefined;
  try {
    return snnDialect(await readBytes(path)) === "ttfs" ? "ttfs" : "rate";
  } catch {
    // What is wrong with the file is told where it is read in full.
    return undefined;
  }
}
