/** Exact sums of amounts: decimal strings in, decimal strings out, no float in between. */

const places = 4;
const unit = 10n ** BigInt(places);

/** In ten-thousandths; what is not a number counts as nothing. */
export function toUnits(value: string | number | null | undefined): bigint {
  const [, sign, whole, part = ""] = /^(-?)(\d*)(?:\.(\d*))?$/.exec(String(value ?? "").trim()) ?? [];
  if (whole === undefined || whole + part === "") return 0n;
  const units = BigInt(whole || "0") * unit + BigInt(part.slice(0, places).padEnd(places, "0"));
  return sign ? -units : units;
}

/** With at least two decimals, as amounts are written. */
export function fromUnits(units: bigint): string {
  const text = String(units < 0n ? -units : units).padStart(places + 1, "0");
  const part = text.slice(-places).replace(/0{1,2}$/, "");
  return `${units < 0n ? "-" : ""}${text.slice(0, -places)}.${part}`;
}

export const sumOf = (values: (string | number | null | undefined)[]): string => fromUnits(values.reduce((sum: bigint, value) => sum + toUnits(value), 0n));

export const minus = (a: string | null | undefined, b: string | null | undefined): string => fromUnits(toUnits(a) - toUnits(b));

/** Below, at or above nothing. */
export const signOf = (value: string | number | null | undefined): number => {
  const units = toUnits(value);
  return units === 0n ? 0 : units < 0n ? -1 : 1;
};

/** quantity × price × (100 − discount) %, rounded half up to cents. */
export function lineAmount(quantity: string, price: string, discount: string): string {
  const exact = toUnits(quantity) * toUnits(price) * (100n * unit - toUnits(discount));
  const toCents = unit * unit * unit; // three factors in units, less one hundredth for cents and one for per cent
  return fromUnits(((exact + toCents / 2n) / toCents) * (unit / 100n));
}

/** Which part of the whole, in per cent, for a bar. */
export function percentOf(part: string | null | undefined, whole: string | null | undefined): number {
  const all = toUnits(whole);
  return all === 0n ? 0 : Number((toUnits(part) * 1000n) / all) / 10;
}
