import { useBlocker } from "@tanstack/react-router";
import { App } from "antd";
import { useCallback } from "react";

import { useT } from "@/ui/i18n";

/** Asks before typed content is left behind: by closing, by another page, by closing the tab. */
export function useLeaveGuard(dirty: boolean) {
  const t = useT();
  const { modal } = App.useApp();
  const confirmed = useCallback(
    () =>
      modal.confirm({
        title: t("records.form.leave.title"),
        content: t("records.form.leave.content"),
        okText: t("records.form.leave.ok"),
        okButtonProps: { danger: true },
        cancelText: t("records.form.leave.stay"),
      }),
    [modal, t],
  );
  useBlocker({
    shouldBlockFn: async ({ current, next }) => dirty && current.pathname !== next.pathname && !(await confirmed()),
    enableBeforeUnload: () => dirty,
  });
  return useCallback(async () => !dirty || (await confirmed()), [dirty, confirmed]);
}
