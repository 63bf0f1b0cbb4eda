import { App, Button } from "antd";
import { useState } from "react";

import { useObjectType } from "@/api/meta";
import { records } from "@/api/records";
import { useRefreshAll } from "@/records/acts/useAct";
import { ListPage } from "@/records/list/ListPage";
import { problemText } from "@/records/problems";
import type { BulkActionProps } from "@/records/registry";
import { useT } from "@/ui/i18n";

import ConfirmWaiting from "./ConfirmWaiting";

/** One after the other, each with its own answer; the first that is refused is told, the others go on. */
function ConfirmMany({ type, ids, rows, onDone }: BulkActionProps) {
  const t = useT();
  const { message } = App.useApp();
  const refresh = useRefreshAll();
  const [running, setRunning] = useState(false);
  const run = async () => {
    setRunning(true);
    let done = 0;
    for (const id of ids) {
      try {
        await records.act(type, id, "confirm", {});
        done += 1;
      } catch (error) {
        void message.error(`${rows.find((row) => row.id === id)?.title ?? ""}: ${problemText(error)}`);
      }
    }
    await refresh();
    setRunning(false);
    void message.success(t("records.bulk.done", { count: done }));
    onDone();
  };
  return (
    <Button loading={running} onClick={() => void run()}>
      {t("receivables.confirmMany")}
    </Button>
  );
}

const bulk = [ConfirmMany];

/** 待确认回款: what finance has to look at, oldest first. */
export default function WaitingPage() {
  const t = useT();
  const type = useObjectType("receipt");
  return type && <ListPage type={type} fixed={{ field: "state", op: "in", value: ["registered"] }} title={t("receivables.waiting")} rowAction={ConfirmWaiting} bulkActions={bulk} />;
}
