import { registerObject } from "@/records/registry";

registerObject("pipeline", { section: "settings" });
registerObject("stage", { section: "settings" });
