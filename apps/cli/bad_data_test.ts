import { createRandom } from "@snnkit/tensor";
import { inWorkplace, type Workplace } from "./_run_snn.ts";
import { idxFile, npzFile, packed, pngFile } from "./_test_data.ts";
import { MNIST_CNN, tinyLabels, tinyNpz, tinyOnnx, tinyPixels } from "./_test_models.ts";

/** Runs a tiny network on good data, a part of which a test replaces by bad data. */
async function inDataWorkplace(
  test: (
    refused: (change: readonly string[], ...mentions: readonly string[]) => Promise<string>,
    place: Workplace,
  ) => Promise<void>,
): Promise<void> {
  await inWorkplace(async (place) => {
    place.write("tiny.onnx", tinyOnnx());
    place.write("good.npz", tinyNpz(6));
    const usual = { "--data": "npz:good.npz", "--calibrate": "npz:good.npz", "--out": "results" };
    const refused = async (change: readonly string[], ...mentions: readonly string[]) => {
      const given = new Set(change);
      const rest = Object.entries(usual).filter(([name]) => !given.has(name)).flat();
      return await place.refuses(["run", "tiny.onnx", ...change, ...rest], ...mentions);
    };
    await test(refused, place);
  });
}

Deno.test("snn run refuses words that name no data", async () => {
  const words = [
    "",
    "minst",
    "mnist:validation",
    "idx:images",
    "npz:",
    "rgb8:a.bin,b.tsv,6",
    "images",
  ];
  await inDataWorkplace(async (refused) => {
    for (const word of words.slice(1)) {
      await refused(["--data", word], `Cannot read data "${word}"`, "images:DIR");
    }
    await refused(["--data", ""], "--data needs a value");
    await refused(["--data", "nmnist:recordings"], "not supported yet");
  });
});

Deno.test("snn run refuses data files that are not there or damaged, naming them", async () => {
  await inDataWorkplace(async (refused, { write }) => {
    write("text.npz", "no zip");
    write("images", idxFile([6, 6, 6], tinyPixels(6)));
    write("labels", idxFile([6], tinyLabels(6)));
    write("five", idxFile([5], tinyLabels(5)));
    write("short", idxFile([6, 6, 6], tinyPixels(5)));
    write("cut.gz", (await packed(idxFile([6, 6, 6], tinyPixels(6)))).subarray(0, 100));
    write("empty", "");
    const rows: readonly (readonly [string, ...string[]])[] = [
      ["npz:nowhere.npz", '"nowhere.npz" as there is no such file'],
      ["npz:text.npz", '"text.npz"', "zip"],
      ["npz:.", "it is a folder"],
      ["idx:images,nowhere", '"nowhere"'],
      ["idx:images,five", "6 images and 5 labels"],
      ["idx:labels,images", "are the two swapped?"],
      ["idx:short,labels", '"short"', "bytes"],
      ["idx:cut.gz,labels", '"cut.gz"', "it was cut or changed"],
      ["idx:empty,labels", '"empty"'],
      ["cifar10:images", '"images"'],
      ["rgb8:images,labels,6x6", '"labels"'],
    ];
    for (const [word, ...mentions] of rows) await refused(["--data", word], ...mentions);
    await refused(["--calibrate", "npz:nowhere.npz"], '"nowhere.npz"');
  });
});

Deno.test("snn run refuses samples that do not fit the network", async () => {
  await inDataWorkplace(async (refused, { write, refuses }) => {
    const large = { shape: [6, 1, 7, 7], data: new Uint8Array(6 * 49) };
    write("large.npz", tinyNpz(6, { x: large }));
    write("colour.npz", tinyNpz(6, { x: { shape: [6, 3, 6, 6], data: new Uint8Array(648) } }));
    write("flat.npz", tinyNpz(6, { x: { shape: [6, 36], data: new Uint8Array(216) } }));
    const nan = Float32Array.from(tinyPixels(6), (value, i) => i === 40 ? NaN : value);
    write("nan.npz", tinyNpz(6, { x: { shape: [6, 6, 6], data: nan } }));
    write("none.npz", tinyNpz(0));
    const takes = "takes samples of shape [1, 6, 6]: received";
    await refused(["--data", "npz:large.npz"], "tiny.onnx", "npz:large.npz", `${takes} [1, 7, 7]`);
    await refused(["--calibrate", "npz:large.npz"], "npz:large.npz", `${takes} [1, 7, 7]`);
    await refused(["--data", "npz:colour.npz"], `${takes} [3, 6, 6]`);
    await refused(["--data", "npz:flat.npz"], `${takes} [36]`);
    await refused(["--data", "npz:nan.npz"], "npz:nan.npz", "NaN in sample 1");
    await refused(["--calibrate", "npz:nan.npz"], "NaN in sample 1");
    await refused(["--data", "npz:none.npz"], "the data set is empty");
    await refuses(
      ["run", MNIST_CNN, "--data", "npz:good.npz", "--calibrate", "mnist:train"],
      "takes samples of shape [1, 28, 28]: received [1, 6, 6]",
    );
  });
});

Deno.test("snn run refuses labels that are missing or name no class", async () => {
  await inDataWorkplace(async (refused, { write }) => {
    const x = { shape: [6, 6, 6], data: tinyPixels(6) };
    const labelled = (data: Int32Array | Float32Array, shape = [6]): Uint8Array =>
      npzFile({ x, y: { shape, data } });
    write("bare.npz", npzFile({ x }));
    write("high.npz", labelled(Int32Array.of(0, 1, 2, 3, 0, 1)));
    write("low.npz", labelled(Int32Array.of(0, 1, -1, 2, 0, 1)));
    write("half.npz", labelled(Float32Array.of(0, 1, 0.5, 2, 0, 1)));
    write("hot.npz", labelled(new Int32Array(18), [6, 3]));
    await refused(["--data", "npz:bare.npz"], "npz:bare.npz", "it has no labels");
    const classes = "each must name one of 3 classes, 0 … 2";
    await refused(["--data", "npz:high.npz"], "npz:high.npz", classes, "3 at sample 3");
    await refused(["--data", "npz:low.npz"], classes, "-1 at sample 2");
    await refused(["--data", "npz:half.npz"], "0.5");
    await refused(["--data", "npz:hot.npz"], "y.argmax(1)");
  });
});

Deno.test("snn run refuses preprocessing that does not fit the data", async () => {
  await inDataWorkplace(async (refused) => {
    await refused(["--mean", "0.5,0.4,0.3"], '"mean" must have one value', "0.5, 0.4, 0.3");
    await refused(["--std", "0.5,0.4"], '"std" must have one value');
    await refused(["--std", "0"], '"std" must not be 0');
    await refused(["--channels", "bgr"], '"bgr"');
    await refused(["--offset", "6"], '"offset" must lie before the end of 6 samples');
  });
});

Deno.test("snn run refuses image folders that are no classes of pictures of one size", async () => {
  await inDataWorkplace(async (refused, { write }) => {
    const random = createRandom(0);
    const noise = (size: number): Uint8Array =>
      Uint8Array.from({ length: size }, () => random.integer(256));
    const small = await pngFile(6, 6, noise(36));
    write("flat/a.png", small);
    write("sizes/cat/a.png", small);
    write("sizes/cat/b.png", small);
    write("sizes/dog/a.png", await pngFile(8, 6, noise(48)));
    write("broken/cat/a.png", small);
    write("broken/dog/b.png", small.subarray(0, 60));
    write("broken/dog/notes.txt", "no picture");
    await refused(["--data", "images:nowhere"], '"nowhere" as there is no such folder');
    await refused(["--data", "images:good.npz"], '"good.npz" as it is a file, not a folder');
    await refused(["--data", "images:flat"], "images:flat", "one folder per class");
    await refused(["--data", "images:sizes"], '"dog/a.png" (6x8)');
    await refused(["--data", "images:broken"], '"dog/b.png"', '"dog/notes.txt"');
  });
});
