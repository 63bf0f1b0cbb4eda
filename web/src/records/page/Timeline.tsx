import { Button, Skeleton, Timeline as Rail } from "antd";

import { useObjectType, fieldOf, type ObjectType } from "@/api/meta";
import { isReference, type Entry, type RecordData } from "@/api/records";
import { formatDateTime } from "@/ui/format";
import { useT } from "@/ui/i18n";
import { Failure, Moment, Nothing } from "@/ui/pieces";

import { problemText } from "../problems";
import { useTimeline } from "../queries";

function plain(value: unknown): string {
  if (value === null || value === undefined || value === "") return "—";
  if (isReference(value)) return value.title;
  return Array.isArray(value) ? value.map(plain).join(", ") : String(value);
}

function Changes({ entry }: { entry: Entry }) {
  if (!entry.changes?.length) return null;
  return (
    <ul className="yl-changes">
      {entry.changes.map((change) => (
        <li key={change.field}>
          {change.label}: {plain(change.old)} → {plain(change.new)}
        </li>
      ))}
    </ul>
  );
}

function FollowUp({ entry }: { entry: Entry }) {
  const t = useT();
  const followUp = useObjectType("follow_up");
  const { kind, content, next_at } = entry.data as { kind?: string; content?: string; next_at?: string | null };
  const kindLabel = followUp && fieldOf(followUp, "kind")?.options?.find(({ value }) => value === kind)?.label;
  return (
    <>
      {kindLabel && <span className="yl-strong">{kindLabel} </span>}
      <span className="yl-prose">{content}</span>
      {next_at && <div className="yl-quiet">{t("records.timeline.next", { at: formatDateTime(next_at) })}</div>}
    </>
  );
}

function EntryBody({ entry }: { entry: Entry }) {
  const t = useT();
  const isFollowUp = entry.code === "follow_up.added" && entry.data !== undefined;
  return (
    <>
      <div className="yl-quiet">
        {entry.actor?.title ?? t("records.timeline.system")} · <Moment at={entry.at} />
      </div>
      {isFollowUp ? <FollowUp entry={entry} /> : <div className="yl-prose">{entry.text}</div>}
      <Changes entry={entry} />
      {entry.origin?.rule && <div className="yl-quiet">{t("records.timeline.rule", { rule: entry.origin.rule })}</div>}
    </>
  );
}

/** Everything that happened, newest first. */
export function Timeline({ type, record }: { type: ObjectType; record: RecordData }) {
  const t = useT();
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useTimeline(type, record.id);
  const entries = data?.pages.flatMap((page) => page.items);
  return (
    <section className="yl-panel yl-pad" aria-label={t("records.timeline.title")}>
      {!entries && !error && <Skeleton active paragraph={{ rows: 6 }} />}
      {error && !entries && <Failure message={problemText(error)} onRetry={() => void refetch()} />}
      {entries?.length === 0 && <Nothing title={t("records.timeline.empty")} />}
      <Rail
        items={entries?.map((entry) => ({
          key: entry.id,
          color: entry.code === "follow_up.added" ? undefined : "gray",
          content: <EntryBody entry={entry} />,
        }))}
      />
      {hasNextPage && (
        <Button size="small" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t("records.loadMore")}
        </Button>
      )}
    </section>
  );
}
