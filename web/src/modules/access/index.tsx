import { FileSearchOutlined, SafetyCertificateOutlined } from "@ant-design/icons";
import { lazy } from "react";

import { registerObject, registerPage } from "@/records/registry";

const Permissions = lazy(() => import("./Permissions"));
const FieldRules = lazy(() => import("./FieldRules"));
const DepartmentTree = lazy(() => import("./DepartmentTree"));
const RolesInput = lazy(() => import("./Roles").then(({ RolesInput }) => ({ default: RolesInput })));
const RoleNames = lazy(() => import("./Roles").then(({ RoleNames }) => ({ default: RoleNames })));
const LocaleInput = lazy(() => import("./Locale").then(({ LocaleInput }) => ({ default: LocaleInput })));
const LocaleName = lazy(() => import("./Locale").then(({ LocaleName }) => ({ default: LocaleName })));
const ZoneInput = lazy(() => import("./Locale").then(({ ZoneInput }) => ({ default: ZoneInput })));

registerObject("member", {
  section: "settings",
  createForm: lazy(() => import("./MemberForm")),
  actions: [lazy(() => import("./MemberActs"))],
  bulkActions: [lazy(() => import("./InviteMany"))],
  fields: { roles: { input: RolesInput, value: RoleNames }, locale: { input: LocaleInput, value: LocaleName }, time_zone: { input: ZoneInput } },
});

registerObject("department", { section: "settings", listPage: DepartmentTree });

registerObject("role", {
  section: "settings",
  tabs: [
    { code: "permissions", label: "access.permissions", component: Permissions },
    { code: "field-rules", label: "access.fieldRules", component: FieldRules },
  ],
});

registerPage({
  path: "settings/sign-in-rule",
  label: "access.signInRule.title",
  icon: SafetyCertificateOutlined,
  section: "settings",
  visible: (can) => can("member.update"),
  component: lazy(() => import("./SignInRulePage")),
});

registerPage({
  path: "settings/lookup-limit",
  label: "access.lookups.title",
  icon: FileSearchOutlined,
  section: "settings",
  visible: (can) => can("member.update"),
  component: lazy(() => import("./LookupLimitPage")),
});
