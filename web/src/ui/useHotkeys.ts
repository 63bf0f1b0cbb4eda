import { useEffect, useRef } from "react";

export type Hotkeys = { [combination: string]: (event: KeyboardEvent) => void };

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** "mod+k" is Ctrl on Windows and Linux, ⌘ on a Mac. */
export function combinationOf(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">): string {
  const modifiers = [event.ctrlKey || event.metaKey ? "mod" : "", event.altKey ? "alt" : ""];
  return [...modifiers, event.key.toLowerCase()].filter(Boolean).join("+");
}

/** Plain keys rest while somebody types; combinations with Ctrl or ⌘ work everywhere. Two keys in a row ("g l") count as one. */
export function useHotkeys(keys: Hotkeys) {
  const live = useRef(keys);
  useEffect(() => {
    live.current = keys;
  });
  useEffect(() => {
    let before = "";
    const listen = (event: KeyboardEvent) => {
      const combination = combinationOf(event);
      if (typing(event.target) && !combination.startsWith("mod+")) return;
      const act = live.current[`${before} ${combination}`] ?? live.current[combination];
      before = combination;
      if (!act) return;
      event.preventDefault();
      before = "";
      act(event);
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);
}
