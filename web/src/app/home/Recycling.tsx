import { useQuery } from "@tanstack/react-query";
import { Flex } from "antd";

import { aboutToBeRecycled, type Recycling } from "@/api/home";
import { useMeta } from "@/api/meta";
import { formatNumber } from "@/ui/format";
import { useT } from "@/ui/i18n";
import { Moment } from "@/ui/pieces";

import { WaitingLine } from "./WaitingLine";

function Line({ due }: { due: Recycling }) {
  const t = useT();
  const { record, due_at, reason, pool } = due;
  const type = useMeta().objects[record.object];
  if (!type) return null;
  return (
    <WaitingLine type={type} record={record}>
      <span className="yl-late">
        <Moment at={due_at} />
      </span>
      <span>{t("app.home.recycling.why", { reason, pool: pool.title })}</span>
    </WaitingLine>
  );
}

/** What the member is about to lose to a pool, the soonest first. */
export function RecyclingSoon() {
  const t = useT();
  // Under "records", so that a follow-up takes its line away.
  const { data } = useQuery({ queryKey: ["records", "recycling"], queryFn: aboutToBeRecycled });
  const items = data?.items ?? [];
  if (items.length === 0) return null;
  const title = t("app.home.recycling.title");
  return (
    <section className="yl-panel yl-pad" aria-label={title}>
      <Flex justify="space-between">
        <h2 className="yl-section-title">{title}</h2>
        <span className="yl-quiet">{formatNumber(items.length)}</span>
      </Flex>
      <ul className="yl-plain-list">
        {items.slice(0, shown).map((due) => (
          <Line key={due.record.id} due={due} />
        ))}
      </ul>
      {items.length > shown && <p className="yl-quiet">{t("app.home.recycling.more", { count: items.length - shown })}</p>}
    </section>
  );
}

const shown = 8;
