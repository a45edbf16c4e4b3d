import { filled, type Tensor } from "@snnkit/tensor";
import { type Call, dynamicOperand, emit, knownOperand, type Value, withBatch } from "../call.ts";
import { asTensor } from "../known.ts";
import { refuse, unsupported } from "../problem.ts";

/** `BatchNormalization` of a trained network: the statistics are those of the file. */
export function importBatchNorm(call: Call): readonly Value[] {
  const training = call.attributes.int("training_mode", 0) !== 0 ||
    call.outputsUsed.slice(1).some((used) => used);
  if (training) {
    unsupported(
      "training mode, where statistics of the batch mix its samples",
      "export the model in evaluation mode",
    );
  }
  if (call.attributes.int("spatial", 1) === 0) unsupported("statistics per element (spatial = 0)");
  const input = withBatch(call, dynamicOperand(call, 0));
  return [
    emit(call, {
      kind: "batchNorm",
      gamma: parameter(call, 1, "scale"),
      beta: parameter(call, 2, "bias"),
      mean: parameter(call, 3, "mean"),
      variance: parameter(call, 4, "variance"),
      epsilon: call.attributes.float("epsilon", Math.fround(1e-5)),
    }, [input]),
  ];
}

/** `Dropout` of a trained network does nothing; its mask keeps everything. */
export function importDropout(call: Call): readonly Value[] {
  const x = dynamicOperand(call, 0);
  const training = knownOperand(call, 2, "training mode");
  if (training !== undefined && training.data[0] !== 0) {
    call.trace.findings.push({
      code: "dropout-ignored",
      node: x.node,
      message:
        `"${call.id}" drops values at random, as in training; it was imported as the identity`,
    });
  }
  if (!call.outputsUsed[1]) return [x];
  const ones = emit(call, { kind: "constant", value: filled(x.sample, 1) }, [], "mask");
  return [x, { ...ones, batched: x.batched, family: "bool" }];
}

function parameter(call: Call, i: number, what: string): Tensor {
  return asTensor(knownOperand(call, i, what) ?? refuse(`it needs a ${what}`, "none"));
}
