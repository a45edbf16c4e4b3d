import { assertEquals } from "@std/assert";
import { layerWith } from "./_test_layers.ts";
import { errorFindings } from "./error_findings.ts";
import type { Remedy } from "./remedy.ts";
import type { Outcome, Trial } from "./try_remedies.ts";

const layers = [
  layerWith("relu1", { clipping: 0.2, quantisation: 0.05 }, { clippedChannels: 0.3125 }),
  layerWith("relu2", { inherited: 0.3, unevenness: 0.1 }),
  layerWith("logits", { inherited: 0.4 }),
];

function remedy(name: string, part: Remedy["part"]): Remedy {
  return { name, part, title: name.replaceAll("-", " "), change: {} };
}

function outcome(agreement: number, scoreError: number, accuracy?: number): Outcome {
  return { agreement, scoreError, ...accuracy !== undefined && { accuracy } };
}

/** What the findings say, without where. */
function said(trial: Trial, hint?: (remedy: Remedy) => string): string[] {
  return errorFindings(layers, { trial, ...hint && { hint } }).slice(1)
    .map(({ message }) => message);
}

Deno.test("errorFindings() says where the error begins and of which kind it is", () => {
  const [finding, ...others] = errorFindings(layers);
  assertEquals(others, []);
  assertEquals([finding.code, finding.node], ["error-source", "relu1"]);
  assertEquals(
    finding.message,
    `The error begins in "relu1" with clipping of 20 % of its activations' size; ` +
      `of what all layers add, 76 % is clipping, 19 % is unevenness and 4.8 % is quantisation; ` +
      `"logits" ends 40 % off`,
  );
});

Deno.test("errorFindings() recommends what helps, the best first, and names what does not", () => {
  const trial: Trial = {
    samples: 64,
    before: outcome(0.91, 0.4, 0.9),
    tried: [
      { remedy: remedy("percentile-100", "clipping"), after: outcome(0.9, 0.5), helps: false },
      {
        remedy: remedy("percentile-99.99", "clipping"),
        after: outcome(0.97, 0.3, 0.9),
        helps: true,
      },
      { remedy: remedy("128-steps", "quantisation"), after: outcome(0.98, 0.2, 0.92), helps: true },
      { remedy: remedy("signed", "unevenness"), after: outcome(0.91, 0.1), helps: true },
      { remedy: remedy("calibrated", "inherited"), after: outcome(1, 0.1), helps: true },
      { remedy: remedy("a+b", "clipping"), after: outcome(0.999, 0.1), helps: true },
    ],
  };
  assertEquals(said(trial, ({ name }) => `--${name}`), [
    `Layers above "relu1" inherit its errors: with calibrated agreement rises from 91 % to 100 % ` +
    `(64 samples): --calibrated`,
    `Together: with a+b agreement rises from 91 % to 99.9 % (64 samples): --a+b`,
    `Quantisation is largest in "relu1", 5 % of its activations' size: with 128 steps agreement ` +
    `rises from 91 % to 98 % (64 samples, accuracy 90 % to 92 %): --128-steps`,
    `31 % of the channels of "relu1" clip, by 20 % of its activations' size: with percentile 99.99 ` +
    `agreement rises from 91 % to 97 % (64 samples, accuracy 90 %): --percentile-99.99`,
    `Spikes come most unevenly to "relu2", 10 % of its activations' size: with signed agreement ` +
    `stays at 91 %, but scores are 10 % off instead of 40 % (64 samples): --signed`,
    `Tried without clear gain; agreement is 91 % on 64 samples, with percentile 100 (90 %)`,
  ]);
});

Deno.test("errorFindings() says so where nothing helps or nothing is wrong", () => {
  const tried = [
    { remedy: remedy("a", "clipping"), after: outcome(0.5, 1), helps: false },
    { remedy: remedy("b", "clipping"), after: outcome(0.4, 1), helps: false },
  ];
  const trial = { samples: 2, before: outcome(0.5, 1), tried };
  assertEquals(said(trial), [
    "Nothing that was tried helps; agreement is 50 % on 2 samples, with a (50 %) and b (40 %)",
  ]);
  assertEquals(errorFindings([layerWith("relu", {})]), []);
  assertEquals(errorFindings([]), []);
});
