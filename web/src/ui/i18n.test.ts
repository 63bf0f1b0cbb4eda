import { expect, it, vi } from "vitest";

import { setCatalogues, t } from "./i18n";

it("writes a label small inside a sentence, but no abbreviation and no name", () => {
  vi.stubGlobal("document", { documentElement: {} });
  setCatalogues("en", [{ pick: "Choose {object:small}", required: "{field} is required" }]);
  expect(["Lost reason", "E-mail", "QR code", "WeChat group", "客户"].map((object) => t("pick", { object }))).toEqual(["Choose lost reason", "Choose e-mail", "Choose QR code", "Choose WeChat group", "Choose 客户"]);
  expect(t("required", { field: "Owner" })).toBe("Owner is required");
});
