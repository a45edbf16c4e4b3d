import { assert, assertEquals, assertThrows } from "@std/assert";
import { brailleCanvas } from "./_braille.ts";
import { terminalBars, terminalChart, terminalErrors } from "./mod.ts";
import { reportData } from "./testdata/report_data.ts";

const rising = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ t: i + 1, accuracy: i / Math.max(1, count - 1) }));

Deno.test("brailleCanvas() sets the dot of each place", () => {
  const bits = ["⠁", "⠈", "⠂", "⠐", "⠄", "⠠", "⡀", "⢀"];
  bits.forEach((character, place) => {
    const canvas = brailleCanvas(1, 1);
    canvas.dot(place % 2, place >> 1);
    assertEquals(canvas.rows(), [character]);
  });
  const canvas = brailleCanvas(2, 1);
  canvas.line(0, 0, 3, 3);
  canvas.dot(-1, 0);
  canvas.dot(4, 9);
  assertEquals(canvas.rows(), ["⠑⢄"]);
});

Deno.test("terminalChart() keeps within its width and height", () => {
  for (const count of [1, 2, 3, 16, 33, 256, 2000]) {
    for (const [width, height] of [[40, 8], [72, 14], [120, 30]]) {
      const text = terminalChart(rising(count), { width, height, reference: 0.5 });
      const lines = text.split("\n");
      assertEquals(lines.pop(), "");
      assertEquals(lines.length, height);
      assert(lines.every((line) => line.length <= width && line === line.trimEnd()), text);
    }
  }
});

Deno.test("terminalChart() draws a straight line as one", () => {
  const lines = terminalChart(rising(5), { width: 34, height: 6, reference: 0 }).split("\n");
  assertEquals(lines, [
    " 100 % ┤         ⣀⠔⠊ spiking 100 %",
    "       │      ⢀⠤⠊",
    "  50 % ┤   ⣀⠤⠒⠁",
    "   0 % ┤⡠⢔⠉⡀⢀ ⡀⢀ ⡀⢀  original 0 %",
    "       └┬──┬──┬─┬──┬",
    "        1  2  3 4  5  time step",
    "",
  ]);
});

Deno.test("terminalChart() puts labels of nearly the same height on two lines, the higher first", () => {
  const text = terminalChart([{ t: 1, accuracy: 0.9 }, { t: 2, accuracy: 0.91 }], {
    reference: 0.915,
  });
  const [first, second] = text.split("\n").filter((line) => /original|spiking/.test(line));
  assert(first.includes("original 91.5 %") && second.includes("spiking 91 %"), text);
});

Deno.test("terminalChart() of nothing is nothing", () => {
  assertEquals(terminalChart([]), "");
});

Deno.test("terminalBars() draws to an eighth of a character and keeps within its width", () => {
  const bars = [0, 1, 4, 8, 64].map((value) => ({ name: `n${value}`, value }));
  assertEquals(terminalBars(bars, 15).split("\n"), [
    "n0  0",
    "n1  ▏ 1",
    "n4  ▌ 4",
    "n8  █ 8",
    "n64 ████████ 64",
    "",
  ]);
  const long = [{ name: "a/very/long/name/of/a/layer", value: 1e6, label: "1 M · 3 %" }];
  assert(terminalBars(long, 40).trimEnd().length <= 40);
});

Deno.test("terminalBars() of nothing and of zeros has no bars, and refuses negative values", () => {
  assertEquals(terminalBars([]), "");
  assertEquals(terminalBars([{ name: "a", value: 0 }]), "a 0\n");
  assertThrows(() => terminalBars([{ name: "a", value: -1 }]), RangeError, `-1 for "a"`);
  assertThrows(() => terminalBars([{ name: "a", value: NaN }]), RangeError, `NaN for "a"`);
});

Deno.test("terminalChart() marks times, whether they begin early or late", () => {
  const numbers = (from: number, to: number): string[] => {
    const points = Array.from({ length: to - from + 1 }, (_, i) => ({ t: from + i, accuracy: 1 }));
    const lines = terminalChart(points).trimEnd().split("\n");
    return lines[lines.length - 1].replace("time step", "").trim().split(/ +/);
  };
  assertEquals(numbers(1, 64), ["1", "2", "4", "8", "16", "32", "64"]);
  assertEquals(numbers(257, 320), ["257", "273", "289", "305", "320"]);
});

Deno.test("terminalErrors() tells the parts of every layer and draws their shares", () => {
  assertEquals(terminalErrors(reportData().errors.layers, 72).split("\n"), [
    "layer    error inherited   clipped quantised    uneven",
    "layer0  10.0 %         ·     1.5 %     9.0 %     0.5 %  ░██▒▒▒▒▒▒▒▒",
    "layer1  15.0 %     5.0 %     1.5 %     9.0 %     0.5 %  ░░░░░░░░██▒▒▒▒▒▒",
    "░ inherited   █ clipped   ▒ quantised   ▓ uneven",
    "",
  ]);
});

Deno.test("terminalErrors() keeps within its width, and leaves bars out where it is small", () => {
  const { layers } =
    reportData({ layers: 30, names: (what, i) => `a/long/way/to/${what}${i}` }).errors;
  for (const width of [60, 65, 80, 100]) {
    const lines = terminalErrors(layers, width).split("\n");
    assert(lines.every((line) => line.length <= width), lines.join("\n"));
    assertEquals(lines.some((line) => /[░▒▓█]/.test(line)), width >= 80);
  }
});
