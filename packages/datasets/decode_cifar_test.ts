import { assertEquals, assertThrows } from "@std/assert";
import { gzipSync } from "fflate";
import { decodeCifar10, decodeCifar100, preprocess } from "./mod.ts";

function records(labelBytes: readonly (readonly number[])[]): Uint8Array {
  const size = labelBytes[0].length + 3072;
  const bytes = new Uint8Array(labelBytes.length * size);
  labelBytes.forEach((labels, i) => {
    bytes.set(labels, i * size);
    for (let p = 0; p < 3072; p++) bytes[i * size + labels.length + p] = (i + p) % 251;
  });
  return bytes;
}

Deno.test("decodeCifar10() takes one label byte, decodeCifar100() the second of two", () => {
  const ten = decodeCifar10(records([[3], [9]]));
  assertEquals([[...ten.labels!], ten.classes, ten.shape], [[3, 9], 10, [3, 32, 32]]);
  const hundred = decodeCifar100(gzipSync(records([[3, 99], [9, 0]])));
  assertEquals([[...hundred.labels!], hundred.classes], [[99, 0], 100]);
  for (const samples of [ten, hundred]) {
    const second = preprocess(samples, { scale: 1 }).sampleAt(1);
    assertEquals([second[0], second[1024], second[3071]], [1, 1025 % 251, 3072 % 251]);
  }
});

Deno.test("decodeCifar10() and decodeCifar100() refuse what is not whole and hint at each other", () => {
  const ten = records([[3], [9]]);
  const hundred = records([[3, 99], [9, 0]]);
  assertThrows(() => decodeCifar10(ten.slice(0, -1)), SyntaxError, "received 6145 bytes");
  assertThrows(() => decodeCifar10(new Uint8Array()), SyntaxError, "received 0 bytes");
  assertThrows(() => decodeCifar10(hundred), SyntaxError, "that of a CIFAR-100 file");
  assertThrows(() => decodeCifar100(ten), SyntaxError, "that of a CIFAR-10 file");
});

Deno.test("decodeCifar10() names the first labels beyond its classes", () => {
  const bytes = records([[3], [10], [0], [200]]);
  assertThrows(() => decodeCifar10(bytes), RangeError, "10 at sample 1, 200 at sample 3");
  assertThrows(() => decodeCifar100(records([[0, 100]])), RangeError, "100 at sample 0");
});
