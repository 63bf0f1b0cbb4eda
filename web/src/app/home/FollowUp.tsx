import { Button, Drawer, Skeleton } from "antd";
import { lazy, Suspense, useState } from "react";

import type { ObjectType } from "@/api/meta";
import type { RecordData } from "@/api/records";
import { useT } from "@/ui/i18n";
import { measures } from "@/ui/theme";

const Composer = lazy(() => import("@/records/page/Composer").then(({ Composer }) => ({ default: Composer })));

/** Writes the follow-up without leaving the page. */
export function FollowUp({ type, record }: { type: ObjectType; record: Pick<RecordData, "id" | "title"> }) {
  const t = useT();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="small" aria-label={t("app.home.followUpTitle", { title: record.title })} onClick={() => setOpen(true)}>
        {t("app.home.followUp")}
      </Button>
      <Drawer open={open} destroyOnHidden size={measures.narrowDrawer} title={t("app.home.followUpTitle", { title: record.title })} onClose={() => setOpen(false)}>
        <Suspense fallback={<Skeleton active />}>
          <Composer type={type} record={record} autoFocus onSaved={() => setOpen(false)} />
        </Suspense>
      </Drawer>
    </>
  );
}
