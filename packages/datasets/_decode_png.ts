import { decode, type DecodedPng } from "fast-png";
import type { Image } from "./_image.ts";

/**
 * A PNG of any colour type and depth, as bytes. Transparency is dropped, as Pillow's
 * `convert("RGB")` does; values of other depths are stretched to 0 … 255.
 */
export function decodePng(bytes: Uint8Array): Image {
  const png = decode(bytes, { checkCrc: true });
  const { width, height, depth, channels, palette } = png;
  const values = unpack(png);
  const pixels = width * height;
  if (palette) {
    const data = new Uint8Array(3 * pixels);
    for (let i = 0; i < pixels; i++) {
      const colour = palette[values[i]];
      if (!colour) throw new SyntaxError("a pixel lies outside the palette");
      for (let c = 0; c < 3; c++) data[3 * i + c] = colour[c];
    }
    return { width, height, channels: 3, data };
  }
  const kept = channels < 3 ? 1 : 3;
  const largest = 2 ** depth - 1;
  const data = new Uint8Array(kept * pixels);
  for (let i = 0; i < pixels; i++) {
    for (let c = 0; c < kept; c++) {
      data[kept * i + c] = Math.round((values[channels * i + c] / largest) * 255);
    }
  }
  return { width, height, channels: kept, data };
}

/** One number a value; depths below 8 lie packed in rows of whole bytes, highest bits first. */
function unpack({ width, height, depth, data }: DecodedPng): ArrayLike<number> {
  if (depth >= 8) return data;
  const rowBytes = Math.ceil((width * depth) / 8);
  const values = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const bit = x * depth;
      const byte = data[y * rowBytes + (bit >> 3)];
      values[y * width + x] = (byte >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
    }
  }
  return values;
}
