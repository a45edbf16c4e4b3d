import type { Finding } from "@snnkit/ir";

/** What a recipe whose paper draws its input spikes at random has to say. */
export const constantInput: Finding = {
  code: "input-constant",
  message: "The paper's input is Poisson spike trains; here each value is a constant current, " +
    "the same in every step",
};
