/** Where data lie and in which form: what one word on a command line says. */
export type DataSpec =
  | {
    /** MNIST as the app brings it along. */
    readonly kind: "mnist";
    /** Which of its two parts. */
    readonly split: "train" | "test";
  }
  | {
    /** A pair of idx files. */
    readonly kind: "idx";
    /** Path of the images. */
    readonly images: string;
    /** Path of the labels. */
    readonly labels: string;
  }
  | {
    /** CIFAR in binary form (fine labels), or an npz file with arrays `x` and `y`. */
    readonly kind: "cifar10" | "cifar100" | "npz";
    /** Path of the file. */
    readonly file: string;
  }
  | {
    /** Raw RGB bytes, and labels in the column `class_index` of a table. */
    readonly kind: "rgb8";
    /** Path of the images. */
    readonly file: string;
    /** Path of the table. */
    readonly labels: string;
    /** In pixels. */
    readonly height: number;
    /** In pixels. */
    readonly width: number;
  }
  | {
    /** One folder per class, of PNG or JPEG images. */
    readonly kind: "images";
    /** Path of the folder that holds them. */
    readonly folder: string;
  };

/** Every form that {@linkcode DataSpec} has, with what it means, for help texts. */
export const DATA_FORMS: readonly (readonly [form: string, meaning: string])[] = [
  ["mnist[:train|:test]", "the built-in MNIST; :test where not said"],
  ["idx:IMAGES,LABELS", "two idx files"],
  ["cifar10:FILE", "CIFAR-10, binary form"],
  ["cifar100:FILE", "CIFAR-100, binary form, fine labels"],
  ["npz:FILE", "NumPy arrays x and y"],
  ["rgb8:FILE,LABELS.tsv,HxW", "raw RGB bytes; the table has a column class_index"],
  ["images:DIR", "PNG or JPEG, one folder per class"],
];
