import { useQuery } from "@tanstack/react-query";
import { Skeleton, Statistic } from "antd";

import { ApiError } from "@/api/http";
import { fieldOf, useMeta } from "@/api/meta";
import { home, type HomeBlock } from "@/api/work";
import { RecordSummary } from "@/records/list/RecordCards";
import { problemText } from "@/records/problems";
import { useT } from "@/ui/i18n";
import { Failure, Nothing } from "@/ui/pieces";

function Block({ block }: { block: HomeBlock }) {
  const t = useT();
  const type = useMeta().objects[block.object ?? ""];
  const fields = type?.columns.flatMap((name) => fieldOf(type, name) ?? []) ?? [];
  return (
    <section className="yl-panel yl-pad">
      <h2 className="yl-section-title">{block.title}</h2>
      {block.figures?.map(({ label, value, unit }) => <Statistic key={label} title={label} value={value} suffix={unit} />)}
      {block.items?.length === 0 && <p className="yl-quiet">{t("app.home.done")}</p>}
      {type && (
        <ul className="yl-plain-list">
          {block.items?.map((record) => (
            <li key={record.id} className="yl-related">
              <RecordSummary type={type} fields={fields.slice(0, 3)} record={record} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const isAbsent = (error: unknown) => error instanceof ApiError && error.status === 404;

/** "What do I do now": the blocks that the server has for this member. */
export default function HomePage() {
  const t = useT();
  const { data, error, refetch } = useQuery({ queryKey: ["home"], queryFn: home });
  return (
    <div className="yl-page">
      <h1 className="yl-page-title">{t("app.home.title")}</h1>
      {error && !data && !isAbsent(error) && <Failure message={problemText(error)} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton active paragraph={{ rows: 8 }} />}
      {(data?.blocks.length === 0 || isAbsent(error)) && <Nothing title={t("app.home.empty")} hint={t("app.home.emptyHint")} />}
      <div className="yl-tiles">
        {data?.blocks.map((block) => <Block key={block.code} block={block} />)}
      </div>
    </div>
  );
}
