/**
 * The small sum that the server sets: a number for which SHA-256 of `token:number` begins with enough zero bits.
 * SHA-256 is written out, because browsers offer theirs only on https and one hash at a time.
 */

const roots: number[] = [];
const start: number[] = [];
for (let n = 2; roots.length < 64; n++) {
  let prime = true;
  for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
  if (!prime) continue;
  if (start.length < 8) start.push((((n ** 0.5) % 1) * 2 ** 32) | 0);
  roots.push((((n ** (1 / 3)) % 1) * 2 ** 32) | 0);
}

const turn = (x: number, by: number) => (x >>> by) | (x << (32 - by));

/** The first 32 bits of the hash of an ASCII text. */
export function firstBits(text: string): number {
  const words = new Int32Array((((text.length + 8) >> 6) + 1) * 16);
  for (let i = 0; i < text.length; i++) words[i >> 2]! |= text.charCodeAt(i) << (24 - (i % 4) * 8);
  words[text.length >> 2]! |= 128 << (24 - (text.length % 4) * 8);
  words[words.length - 1] = text.length * 8;
  const state = start.slice();
  const w = new Int32Array(64);
  for (let block = 0; block < words.length; block += 16) {
    let [a, b, c, d, e, f, g, h] = state as [number, number, number, number, number, number, number, number];
    for (let i = 0; i < 64; i++) {
      if (i < 16) w[i] = words[block + i]!;
      else {
        const x = w[i - 15]!;
        const y = w[i - 2]!;
        w[i] = (w[i - 16]! + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + w[i - 7]! + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10))) | 0;
      }
      const t1 = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + roots[i]! + w[i]!) | 0;
      const t2 = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((value, i) => (state[i] = (state[i]! + value) | 0));
  }
  return state[0]! >>> 0;
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 0));

/** Some 65,000 hashes for 16 bits: well under a second, in pieces, so that the page stays alive. */
export async function solve(token: string, bits: number): Promise<string> {
  for (let number = 0; ; number++) {
    if (firstBits(`${token}:${number}`) >>> (32 - bits) === 0) return String(number);
    if (number % 2000 === 1999) await pause();
  }
}
