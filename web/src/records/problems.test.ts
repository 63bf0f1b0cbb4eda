import { expect, it } from "vitest";

import { ApiError } from "@/api/http";

import { formErrors } from "./problems";

const invalid = new ApiError({
  status: 422,
  code: "invalid",
  title: "",
  detail: "",
  errors: [
    { field: "phone", code: "invalid_phone", detail: "手机号不完整" },
    { field: "secret", code: "x", detail: "别处的问题" },
  ],
});

it("puts a problem beside its field, and what has no field here above the form", () => {
  expect(formErrors(invalid, ["phone", "title"])).toEqual({ fields: [{ name: "phone", errors: ["手机号不完整"] }], rest: ["别处的问题"] });
});
