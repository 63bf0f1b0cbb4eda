import { http } from "@/api/http";
import type { Answer } from "@/api/schema";

export type Takeover = Answer<"TakeoverOut">;
export type TakeoverStep = Answer<"TakeoverStepOut">;
export type Checked = Answer<"CheckOut">;

export const purpose = "takeover";

export const takeover = {
  progress: () => http.get<Takeover>("/takeover"),
  check: () => http.get<Checked>("/takeover/check"),
};
