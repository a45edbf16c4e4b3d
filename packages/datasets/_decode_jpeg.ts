import { decode } from "jpeg-js";
import type { Image } from "./_image.ts";

/** A JPEG, baseline or progressive, as bytes. */
export function decodeJpeg(bytes: Uint8Array): Image {
  const { width, height, data } = decode(bytes, { useTArray: true, formatAsRGBA: false });
  if (components(bytes) > 1) return { width, height, channels: 3, data };
  // The decoder repeats grey three times.
  const grey = Uint8Array.from({ length: width * height }, (_, i) => data[3 * i]);
  return { width, height, channels: 1, data: grey };
}

/** How many colour components the frame header (marker SOF) declares. */
function components(bytes: Uint8Array): number {
  for (let at = 2; at + 9 < bytes.length;) {
    const marker = bytes[at + 1];
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return bytes[at + 9];
    at += 2 + bytes[at + 2] * 256 + bytes[at + 3];
  }
  return 3;
}
