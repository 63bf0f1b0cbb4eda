import type { ImportState } from "@/api/imports";
import type { Tone } from "@/ui/pieces";

const tones: { [state in ImportState]: Tone } = {
  uploaded: "default",
  checking: "processing",
  checked: "warning",
  running: "processing",
  done: "success",
  failed: "error",
  undoing: "processing",
  undone: "default",
};

export const toneOf = (state: ImportState): Tone => tones[state];

/** Before the run the plan may be changed and checked again. */
export const isOpen = (state: ImportState) => state === "uploaded" || state === "checked";
