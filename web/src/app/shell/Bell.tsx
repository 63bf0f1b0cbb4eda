import { BellOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";

import { sessionQuery } from "@/api/session";
import { useT } from "@/ui/i18n";
import { Counted, IconButton } from "@/ui/pieces";

const NotificationDrawer = lazy(() => import("./NotificationDrawer"));

const everyMinute = 60_000;

export function Bell() {
  const t = useT();
  const [open, setOpen] = useState(false);
  const { data: session } = useQuery({ ...sessionQuery, refetchInterval: everyMinute });
  const unread = session?.unread ?? 0;
  return (
    <>
      <Counted count={unread}>
        <IconButton label={t("app.notifications.title", { count: unread })} icon={<BellOutlined />} onClick={() => setOpen(true)} />
      </Counted>
      <Suspense>{open && <NotificationDrawer unread={unread} onClose={() => setOpen(false)} />}</Suspense>
    </>
  );
}
