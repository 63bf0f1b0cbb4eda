import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";

import { ownership } from "@/api/ownership";
import { useRefreshAll } from "@/records/acts/useAct";
import { useTellOutcome } from "@/records/list/BulkOutcome";
import { useReport } from "@/records/problems";
import type { BulkActionProps } from "@/records/registry";
import { useT } from "@/ui/i18n";

/** The server takes this many at once. */
const most = 100;

/** Claims all selected; each that somebody else was faster with, or that a limit forbids, is told by name. */
export default function ClaimMany({ type, ids, rows, onDone }: BulkActionProps) {
  const t = useT();
  const refresh = useRefreshAll();
  const tell = useTellOutcome(rows);
  const { mutate, isPending } = useMutation({
    mutationFn: () => ownership.claim(type, ids),
    onSuccess: (outcome) => {
      tell(outcome);
      onDone();
    },
    onError: useReport(),
    onSettled: refresh,
  });
  return (
    <Button size="small" type="primary" loading={isPending} disabled={ids.length > most} title={ids.length > most ? t("ownership.tooMany", { most }) : undefined} onClick={() => mutate()}>
      {t("ownership.claim")}
    </Button>
  );
}
