import { untar } from "./untar.ts";

/** One operator test of the ONNX project. */
export interface OperatorCase {
  /** E.g. `"test_conv_with_strides_padding"`. */
  readonly name: string;
  /** The model file. */
  readonly model: Uint8Array;
  /** Tensor files of its inputs, in order. */
  readonly inputs: readonly Uint8Array[];
  /** Tensor files of its expected outputs, in order. */
  readonly outputs: readonly Uint8Array[];
}

/** The tests in an archive of `NAME/model.onnx`, `NAME/test_data_set_0/{input,output}_I.pb`. */
export async function readCases(gzipped: Uint8Array): Promise<readonly OperatorCase[]> {
  const files = new Map((await untar(gzipped)).map(({ path, bytes }) => [path, bytes]));
  const data = (folder: string, kind: "input" | "output"): Uint8Array[] => {
    const found: Uint8Array[] = [];
    for (let i = 0;; i++) {
      const bytes = files.get(`${folder}/test_data_set_0/${kind}_${i}.pb`);
      if (bytes === undefined) return found;
      found.push(bytes);
    }
  };
  return [...files].filter(([path]) => path.endsWith("/model.onnx")).map(([path, model]) => {
    const folder = path.slice(0, -"/model.onnx".length);
    return {
      name: folder.split("/").at(-1)!,
      model,
      inputs: data(folder, "input"),
      outputs: data(folder, "output"),
    };
  }).sort((a, b) => a.name < b.name ? -1 : 1);
}
