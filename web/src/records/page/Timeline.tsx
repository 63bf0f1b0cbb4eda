import { Link } from "@tanstack/react-router";
import { Button, Skeleton, Timeline as Rail } from "antd";

import { useMeta, useObjectType, fieldOf, type ObjectType } from "@/api/meta";
import type { Entry, RecordData } from "@/api/records";
import { formatDateTime } from "@/ui/format";
import { useT } from "@/ui/i18n";
import { Failure, Moment, Nothing } from "@/ui/pieces";

import { recordAddress } from "../addresses";
import { problemText } from "../problems";
import { useTimeline } from "../queries";
import { Changes } from "./Changes";

function FollowUp({ entry }: { entry: Entry }) {
  const t = useT();
  const followUp = useObjectType("follow_up");
  const { kind, content, next_at } = entry.data as { kind?: string; content?: string; next_at?: string | null };
  const kindLabel = followUp && fieldOf(followUp, "kind")?.options.find(({ value }) => value === kind)?.label;
  return (
    <>
      {kindLabel && <span className="yl-strong">{kindLabel} </span>}
      <span className="yl-prose">{content}</span>
      {next_at && <div className="yl-quiet">{t("records.timeline.next", { at: formatDateTime(next_at) })}</div>}
    </>
  );
}

function EntryBody({ entry, record }: { entry: Entry; record: RecordData }) {
  const t = useT();
  const { objects } = useMeta();
  // A follow-up of the lead that became this account shows here, and says where it was written.
  const { author_name: author } = entry.data as { author_name?: string };
  const elsewhere = entry.record.id !== record.id ? objects[entry.record.object] : undefined;
  return (
    <>
      <div className="yl-quiet">
        {author ? `${author} (${entry.actor.title})` : entry.actor.title} · <Moment at={entry.at} />
      </div>
      {entry.code === "follow_up.added" ? <FollowUp entry={entry} /> : <div className="yl-prose">{entry.text}</div>}
      {elsewhere && (
        <div className="yl-quiet">
          {elsewhere.label}: <Link to={recordAddress(elsewhere, entry.record.id)}>{entry.record.title}</Link>
        </div>
      )}
      <Changes entry={entry} record={record} />
      {entry.origin.rule && <div className="yl-quiet">{t("records.timeline.rule", { rule: entry.origin.rule })}</div>}
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
          content: <EntryBody entry={entry} record={record} />,
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
