import { Button, Flex } from "antd";

import { useT } from "@/ui/i18n";

import type { RoleMap } from "./useRoleMap";

export function SaveBar({ role }: { role: RoleMap }) {
  const t = useT();
  if (!role.dirty) return null;
  return (
    <Flex gap="small" justify="end">
      <Button onClick={role.undo}>{t("records.form.cancel")}</Button>
      <Button type="primary" loading={role.saving} onClick={role.save}>
        {t("records.form.save")}
      </Button>
    </Flex>
  );
}
