import { Link } from "@tanstack/react-router";
import { App, Button } from "antd";

import { recordAddress } from "@/records/addresses";
import { useAct } from "@/records/acts/useAct";
import type { RecordSlotProps } from "@/records/registry";
import { useT } from "@/ui/i18n";

/** One click takes a record out of the pool; the way to it is in the answer. */
export function ClaimRow({ type, record }: RecordSlotProps) {
  const t = useT();
  const { message } = App.useApp();
  const { mutate, isPending } = useAct(type, record);
  if (!type.actions.includes("claim")) return null;
  const told = () =>
    void message.success(
      <>
        {t("ownership.claimed", { title: record.title })} <Link to={recordAddress(type, record.id)}>{t("ownership.open")}</Link>
      </>,
    );
  return (
    <Button size="small" loading={isPending} aria-label={t("ownership.claimOne", { title: record.title })} onClick={() => mutate({ verb: "claim" }, { onSuccess: told })}>
      {t("ownership.claim")}
    </Button>
  );
}
