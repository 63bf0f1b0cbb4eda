import { ApartmentOutlined } from "@ant-design/icons";
import { lazy } from "react";

import { registerObject, registerPage } from "@/records/registry";

const Permissions = lazy(() => import("./Permissions"));
const FieldRules = lazy(() => import("./FieldRules"));
const DepartmentTree = lazy(() => import("./DepartmentTree"));
const RolesInput = lazy(() => import("./Roles").then(({ RolesInput }) => ({ default: RolesInput })));
const RoleNames = lazy(() => import("./Roles").then(({ RoleNames }) => ({ default: RoleNames })));

registerObject("member", { section: "settings", fields: { roles: { input: RolesInput, value: RoleNames } } });

registerObject("department", { section: "settings" });

registerObject("role", {
  section: "settings",
  tabs: [
    { code: "permissions", label: "access.permissions", component: Permissions },
    { code: "field-rules", label: "access.fieldRules", component: FieldRules },
  ],
});

registerPage({
  path: "settings/department-tree",
  label: "access.tree",
  icon: ApartmentOutlined,
  section: "settings",
  visible: (can) => can("department.read"),
  component: DepartmentTree,
});
