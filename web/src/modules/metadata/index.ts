import { lazy } from "react";

import { registerObject } from "@/records/registry";

const ObjectInput = lazy(() => import("./ObjectField").then(({ ObjectInput }) => ({ default: ObjectInput })));
const ObjectName = lazy(() => import("./ObjectField").then(({ ObjectName }) => ({ default: ObjectName })));

registerObject("custom_field", { section: "settings", fields: { object: { input: ObjectInput, value: ObjectName } } });
