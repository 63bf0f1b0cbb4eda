/** What a member sets for this browser: theme, density, and small remembered choices. */

import { useSyncExternalStore } from "react";

import type { Density, Mode } from "./theme";

const listeners = new Set<() => void>();

export function readStored<T>(storage: Storage, key: string): T | undefined {
  try {
    const text = storage.getItem(`yuanliu.${key}`);
    return text === null ? undefined : (JSON.parse(text) as T);
  } catch {
    return undefined;
  }
}

export function writeStored(storage: Storage, key: string, value: unknown) {
  try {
    if (value === undefined) storage.removeItem(`yuanliu.${key}`);
    else storage.setItem(`yuanliu.${key}`, JSON.stringify(value));
  } catch {
    // A full or forbidden store only means that nothing is remembered.
  }
}

export interface Preferences {
  mode: Mode;
  density: Density;
}

function load(): Preferences {
  const dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
  const desk = window.matchMedia("(min-width: 768px)").matches; // a thumb needs more room than a pointer
  return { mode: dark ? "dark" : "light", density: desk ? "compact" : "comfortable", ...readStored<Preferences>(localStorage, "preferences") };
}

let preferences: Preferences | undefined;
const current = () => (preferences ??= load());

export function setPreferences(change: Partial<Preferences>) {
  preferences = { ...current(), ...change };
  writeStored(localStorage, "preferences", preferences);
  listeners.forEach((listener) => listener());
}

export function usePreferences(): Preferences {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, current);
}
