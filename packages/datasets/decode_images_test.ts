import { assert, assertEquals, assertThrows } from "@std/assert";
import { encode } from "fast-png";
import { type DataFile, decodeImages } from "./mod.ts";
import golden from "./testdata/golden.json" with { type: "json" };

function png(width: number, height: number, channels: 1 | 3, value: number): Uint8Array {
  return encode({
    width,
    height,
    channels,
    data: new Uint8Array(width * height * channels).fill(value),
  });
}

const file = (path: string, bytes: Uint8Array): DataFile => ({ path, bytes });

Deno.test("decodeImages() reads every kind of PNG and JPEG as Pillow does", () => {
  for (const { name, file: base64, channels, height, width, pixels, tolerance } of golden.images) {
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    const samples = decodeImages([file("set/class/picture", bytes)]);
    assertEquals(samples.shape, [channels, height, width], name);
    const worst = Math.max(...pixels.map((value, i) => Math.abs(value - samples.data[i])));
    assert(worst <= tolerance, `${name}: off by ${worst}, allowed ${tolerance}`);
  }
});

Deno.test("decodeImages() numbers classes by name whatever the order of the files", () => {
  const files = [
    file("set/b/2.png", png(1, 1, 1, 3)),
    file("set/a/9.png", png(1, 1, 1, 1)),
    file("set/b/1.png", png(1, 1, 1, 2)),
    file("set/b/.hidden", new Uint8Array(3)),
  ];
  for (const order of [files, [...files].reverse()]) {
    const samples = decodeImages(order);
    assertEquals(samples.classNames, ["a", "b"]);
    assertEquals([...samples.labels!], [0, 1, 1]);
    assertEquals([...samples.data], [1, 2, 3]);
    assertEquals(samples.findings, []);
  }
});

Deno.test("decodeImages() gives grey images three channels where others have colour", () => {
  const samples = decodeImages([
    file("a/grey.png", png(1, 1, 1, 5)),
    file("b/red.png", encode({ width: 1, height: 1, channels: 3, data: Uint8Array.of(9, 0, 1) })),
  ]);
  assertEquals([samples.shape, samples.layout], [[3, 1, 1], "nhwc"]);
  assertEquals([...samples.data], [5, 5, 5, 9, 0, 1]);
});

Deno.test("decodeImages() names every image whose size is odd, in one error", () => {
  const files = [
    file("a/1.png", png(2, 2, 1, 0)),
    file("a/2.png", png(3, 2, 1, 0)),
    file("b/3.png", png(2, 2, 1, 0)),
    file("b/4.png", png(2, 1, 1, 0)),
  ];
  assertThrows(
    () => decodeImages(files),
    TypeError,
    `one size, 2x2: received "a/2.png" (2x3), "b/4.png" (1x2)`,
  );
});

Deno.test("decodeImages() names every file that is no whole image, the first five by name", () => {
  const whole = png(4, 4, 3, 7);
  const files = Array.from({ length: 7 }, (_, i) => file(`a/${i}.png`, whole.slice(0, 20 + i)));
  const error = assertThrows(() => decodeImages([...files, file("a/x.txt", new Uint8Array(9))]));
  assert(error instanceof SyntaxError);
  assert(
    error.message.includes(`"a/4.png"`) && error.message.endsWith("and 3 more"),
    error.message,
  );
  assertThrows(
    () => decodeImages([file("a/x.gif", new TextEncoder().encode("GIF89a"))]),
    SyntaxError,
    `"a/x.gif" (neither PNG nor JPEG)`,
  );
  const changed = whole.slice();
  changed[changed.length - 20] ^= 1;
  assertThrows(() => decodeImages([file("a/x.png", changed)]), SyntaxError, `"a/x.png"`);
});

Deno.test("decodeImages() wants folders", () => {
  assertThrows(() => decodeImages([]), TypeError, "received no files");
  assertThrows(() => decodeImages([file("1.png", png(1, 1, 1, 0))]), TypeError, `"1.png" lies in`);
});

Deno.test("decodeImages() says where numbered folders are not their classes", () => {
  const folders = ["0", "1", "2", "10"];
  const samples = decodeImages(folders.map((name) => file(`${name}/a.png`, png(1, 1, 1, 0))));
  assertEquals(samples.classNames, ["0", "1", "10", "2"]);
  assertEquals(samples.findings!.map((finding) => finding.code), ["class-folders-sorted-as-text"]);
});

Deno.test("decodeImages() takes Windows paths", () => {
  const samples = decodeImages([file("C:\\set\\cat\\a.png", png(1, 1, 1, 0))]);
  assertEquals(samples.classNames, ["cat"]);
});
