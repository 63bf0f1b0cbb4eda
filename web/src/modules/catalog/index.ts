import { registerObject } from "@/records/registry";

for (const object of ["source", "exchange_rate"]) registerObject(object, { section: "settings" });
