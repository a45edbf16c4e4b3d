import type { Finding } from "@snnkit/ir";
import type { InputOptions } from "../encode_input.ts";
import type { RecipeOption } from "../recipe.ts";

/** How the sample enters, chosen and checked. */
export type ChosenInput = Required<InputOptions>;

/**
 * The options of a recipe that say how the sample enters.
 *
 * @param coding As in its paper.
 * @param rate c of its paper.
 */
export function inputOptions(coding: ChosenInput["input"], rate = 1): readonly RecipeOption[] {
  return [
    {
      name: "input",
      summary: "How a sample enters: as constant currents, or as random or evenly spaced spikes",
      default: coding,
      choices: ["current", "poisson", "periodic"],
    },
    {
      name: "inputRate",
      summary:
        "Spikes a step that the largest input value sends; above 1, large values are cut off",
      default: rate,
      range: [0.01, 10],
    },
  ];
}

/** What a recipe whose paper draws its input spikes at random has to say of another input. */
export function unlikePoisson(input: ChosenInput["input"]): readonly Finding[] {
  switch (input) {
    case "poisson":
      return [];
    case "periodic":
      return [{
        code: "input-periodic",
        message: "The paper's input is Poisson spike trains; here spikes are evenly spaced",
      }];
    case "current":
      return [{
        code: "input-constant",
        message: "The paper's input is Poisson spike trains; here each value is a constant " +
          "current, the same in every step",
      }];
    default:
      input satisfies never;
      throw new Error("Unreachable: unknown input");
  }
}
