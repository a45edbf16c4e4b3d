import { assert, assertEquals } from "@std/assert";
import { calibrationNodes, convertToRate, explainSpiking, prepareAnn } from "@snnkit/convert";
import { type RateGraph, verifyAnn, verifyRate } from "@snnkit/ir";
import { importOnnx } from "@snnkit/onnx";
import { collectActivationStats, createAnnRunner } from "@snnkit/runtime";
import { compileNetwork } from "@snnkit/sim";
import { createRandom, sizeOf, type Tensor } from "@snnkit/tensor";
import { allClose } from "@snnkit/testkit";
import { sharedData } from "./_shared_data.ts";

/** What a model becomes. */
interface Case {
  /** Populations of neurons, the output's included. */
  readonly populations: number;
  /** Gates of max-pools. */
  readonly gates?: number;
  /** What the conversion has to say besides how much is clipped. */
  readonly findings?: readonly string[];
  /** Affines that are left: scaled shortcuts, and pools before their neurons. */
  readonly affines?: number;
}

/** Whose populations are counted here. */
const RECIPE = "rueckauer2017";

const ownPool = "average-pool-population";
const MODELS: Readonly<Record<string, Case>> = {
  "cifar10_cnn_bn_snntb8145": { populations: 5, gates: 2 },
  "cifar10_resnet20_akamaster": { populations: 21, affines: 10, findings: [ownPool] },
  "cifar10_resnet20_akamaster_rawgraph": { populations: 21, affines: 10, findings: [ownPool] },
  "cifar10_resnet44_akamaster": { populations: 45, affines: 22, findings: [ownPool] },
  "cifar10_resnet8_mlperftiny": { populations: 9, affines: 2, findings: [ownPool] },
  "cifar10_vgg6_bn_avgpool": {
    populations: 11,
    affines: 3,
    findings: [ownPool, ownPool, ownPool],
  },
  "imagenet_squeezenet_v1.0_deepcompression": { populations: 27, gates: 3, affines: 1 },
  "mnist_cnn_avgpool_snntb9920": { populations: 5, affines: 1, findings: [ownPool] },
  "mnist_cnn_maxpool_snntb9906": { populations: 4, gates: 1 },
  "mnist_lenet5_snntb9914_softmax_nhwcflatten": { populations: 5, gates: 2 },
  "mnist_lenet_bn_maxpool": { populations: 4, gates: 2 },
  "mnist_mlp_snntb9815": { populations: 3 },
  "nmnist_scnn_ann_sinabs": { populations: 7, affines: 2, findings: [ownPool, ownPool] },
};

function countOf(graph: RateGraph, kind: string): number {
  return graph.nodes.filter((node) => node.op.kind === kind).length;
}

/** The largest of each row of `[n, classes]`. */
function classesOf({ shape: [rows, classes], data }: Tensor): readonly number[] {
  return Array.from({ length: rows }, (_, i) => {
    const row = data.subarray(i * classes, (i + 1) * classes);
    return row.indexOf(Math.max(...row));
  });
}

for (const [name, expected] of Object.entries(MODELS)) {
  const file = sharedData(`models/${name}.onnx`);
  Deno.test({
    name: `prepareAnn() keeps the classes of ${name}, convertToRate() makes it spike`,
    ignore: file.absent,
    fn: async () => {
      const { graph } = importOnnx(file.read(), { name });
      assertEquals(explainSpiking(graph, RECIPE), []);
      const prepared = prepareAnn(graph, RECIPE);
      verifyAnn(prepared);

      const { shape } = graph.nodes[0];
      const random = createRandom(9);
      const samples = Float32Array.from({ length: 4 * sizeOf(shape) }, () => random.uniform());
      await using before = await createAnnRunner(graph);
      await using after = await createAnnRunner(prepared);
      const logits = await after.run(samples);
      const known = await before.run(samples);
      assertEquals(classesOf(logits), classesOf(known));
      // A soft-max is left out of the prepared network, so only its classes stay.
      if (!graph.nodes.some(({ op }) => op.kind === "softmax")) {
        allClose(logits, known, { absolute: 1e-4, relative: 1e-4 });
      }

      const stats = await collectActivationStats(prepared, [samples], {
        nodes: calibrationNodes(prepared),
      });
      const { graph: rate, findings, scales } = convertToRate(prepared, stats, { recipe: RECIPE });
      verifyRate(rate);
      assertEquals(
        [countOf(rate, "if"), countOf(rate, "maxPoolGate"), countOf(rate, "affine")],
        [expected.populations, expected.gates ?? 0, expected.affines ?? 0],
      );
      assertEquals(scales.size, expected.populations);
      const codes = findings.map(({ code }) => code).filter((code) =>
        code !== "activations-clipped"
      );
      assertEquals(codes.filter((code) => code !== "dead-layer"), expected.findings ?? []);
      // Every trained ReLU is a population under its own name.
      for (const { id, op } of graph.nodes) {
        if (op.kind !== "relu") continue;
        assertEquals(rate.nodes.find((node) => node.id === id)?.op.kind, "if");
      }
      // Spikes reach weights without relays: the simulator needs no analog values in between.
      const network = compileNetwork(rate);
      assert(network.populations.every(({ kind }) => kind !== "relay"));
    },
  });
}
