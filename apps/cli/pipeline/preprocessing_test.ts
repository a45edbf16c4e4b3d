import { assertEquals } from "@std/assert";
import { parseOptions } from "../options.ts";
import { optionsOf } from "../present/format_help.ts";
import { RUN_OPTIONS } from "../settings.ts";
import {
  preprocessingFindings,
  preprocessingNote,
  preprocessingOf,
  preprocessingSettings,
} from "./preprocessing.ts";

function read(...words: readonly string[]) {
  return preprocessingOf(parseOptions("run", words, optionsOf(RUN_OPTIONS)));
}

Deno.test("preprocessingOf() reads what the options say", () => {
  assertEquals(read(), { scale: 1 / 255, channels: "rgb", layout: "auto" });
  assertEquals(
    read("--scale", "1", "--mean", "1,2,3", "--std=.5", "--channels", "bgr", "--layout", "nhwc"),
    { scale: 1, mean: [1, 2, 3], std: [0.5], channels: "bgr", layout: "nhwc" },
  );
});

Deno.test("preprocessingSettings() leaves out what was not asked for", () => {
  assertEquals(preprocessingSettings(read()), [{ name: "Scale", value: "0.00392157" }]);
  const all = preprocessingSettings(read("--mean", "1,2,3", "--std=.5", "--channels", "bgr"));
  assertEquals(all.map(({ value }) => value), ["0.00392157", "1, 2, 3", "0.5", "blue, green, red"]);
});

Deno.test("preprocessingFindings() tells where a file was calibrated on other values", () => {
  const stored = preprocessingNote(read("--mean", "0.5"));
  assertEquals(preprocessingFindings("net.snn", stored, read("--mean", "1/2")), []);
  assertEquals(preprocessingFindings("net.snn", undefined, read()), []);
  // The order of axes in a file does not change what the network sees.
  assertEquals(
    preprocessingFindings("net.snn", stored, read("--mean", "0.5", "--layout", "nhwc")),
    [],
  );
  const [{ code, message }] = preprocessingFindings("net.snn", stored, read());
  assertEquals(code, "preprocessing-differs");
  assertEquals(
    message,
    '"net.snn" was calibrated with scale 0.00392, mean 0.5, channels rgb, and runs with scale ' +
      "0.00392, channels rgb",
  );
  assertEquals(preprocessingFindings("net.snn", "by hand", read()).length, 1);
});
