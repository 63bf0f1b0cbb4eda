import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Drawer, Skeleton } from "antd";

import { useMeta } from "@/api/meta";
import { isReference } from "@/api/records";
import { sessionQuery } from "@/api/session";
import { notifications, type Notification } from "@/api/work";
import { recordAddress } from "@/records/addresses";
import { problemText } from "@/records/problems";
import { useT } from "@/ui/i18n";
import { Failure, Moment, Nothing } from "@/ui/pieces";
import { measures } from "@/ui/theme";

const key = ["notifications"];

function useMarkRead() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: notifications.read,
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: key });
      void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
  });
}

function Line({ notification, onOpen }: { notification: Notification; onOpen: () => void }) {
  const { objects } = useMeta();
  const { record, text, at, read } = notification;
  const about = isReference(record) ? record : undefined;
  const type = about && objects[about.object];
  return (
    <li className="yl-related">
      <div className={read ? undefined : "yl-strong"}>{text}</div>
      <div className="yl-quiet">
        {type && (
          <>
            <Link to={recordAddress(type, about.id)} onClick={onOpen}>
              {about.title}
            </Link>{" "}
          </>
        )}
        <Moment at={at} />
      </div>
    </li>
  );
}

function Notifications({ onClose }: { onClose: () => void }) {
  const t = useT();
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => notifications.list(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const { mutate: markRead } = useMarkRead();
  const items = data?.pages.flatMap((page) => page.items);
  if (error && !items) return <Failure message={problemText(error)} />;
  if (!items) return <Skeleton active />;
  if (items.length === 0) return <Nothing title={t("app.notifications.empty")} hint={t("app.notifications.hint")} />;
  return (
    <>
      <ul className="yl-plain-list">
        {items.map((notification) => (
          <Line
            key={notification.id}
            notification={notification}
            onOpen={() => {
              markRead({ ids: [notification.id] });
              onClose();
            }}
          />
        ))}
      </ul>
      {hasNextPage && (
        <Button size="small" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t("records.loadMore")}
        </Button>
      )}
    </>
  );
}

/** What reached the member, newest first. */
export default function NotificationDrawer({ unread, onClose }: { unread: number; onClose: () => void }) {
  const t = useT();
  const { mutate: markRead } = useMarkRead();
  return (
    <Drawer
      open
      size={measures.notifications}
      title={t("app.notifications.heading")}
      onClose={onClose}
      extra={
        unread > 0 && (
          <Button size="small" onClick={() => markRead({ all: true })}>
            {t("app.notifications.readAll")}
          </Button>
        )
      }
    >
      <Notifications onClose={onClose} />
    </Drawer>
  );
}
