import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";

import { firstBits, solve } from "./puzzle";

const expected = (text: string) => createHash("sha256").update(text).digest().readUInt32BE(0);

describe("the puzzle", () => {
  it("hashes as SHA-256 does, over one block and several", () => {
    for (const text of ["", "abc", "x".repeat(55), "x".repeat(56), "x".repeat(64), "x".repeat(200)]) expect(firstBits(text)).toBe(expected(text));
  });

  it("is solved by a number that has enough zero bits", async () => {
    const solution = await solve("token", 10);
    expect(expected(`token:${solution}`) >>> 22).toBe(0);
  });
});
