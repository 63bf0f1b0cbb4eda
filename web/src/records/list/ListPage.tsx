import { Button, type InputRef } from "antd";
import { lazy, Suspense, useEffect, useRef, useState } from "react";

import type { ObjectType } from "@/api/meta";
import type { Filter } from "@/api/records";
import { formatCount } from "@/ui/format";
import { useT } from "@/ui/i18n";
import { Failure, Nothing, useIsPhone } from "@/ui/pieces";
import { useHotkeys } from "@/ui/useHotkeys";

import { problemText } from "../problems";
import { useCount, useRecordList } from "../queries";
import { preloadEditors } from "./preload";
import { RecordCards } from "./RecordCards";
import { RecordTable } from "./RecordTable";
import { Toolbar } from "./Toolbar";
import { useList, type ListState } from "./useList";

const Board = lazy(() => import("../board/Board"));
const BulkBar = lazy(() => import("./BulkBar"));
const CreateDrawer = lazy(() => import("../form/CreateDrawer"));

/** Beyond this many rows the next page comes by the button only, so the browser stays quick. */
const automaticRows = 500;

function EmptyList({ list }: { list: ListState }) {
  const t = useT();
  const { type, narrowed, set } = list;
  const reset = () => set({ filter: undefined, q: undefined, deleted: undefined, view: "all" });
  if (narrowed)
    return (
      <Nothing title={t("records.empty.narrowed")} hint={t("records.empty.narrowedHint")}>
        <Button onClick={reset}>{t("records.empty.reset")}</Button>
      </Nothing>
    );
  return (
    <Nothing title={t("records.empty.title", { plural: type.plural })} hint={t("records.empty.hint", { object: type.label })}>
      {type.actions.includes("create") && (
        <Button type="primary" onClick={() => set({ new: true })}>
          {t("records.new", { object: type.label })}
        </Button>
      )}
    </Nothing>
  );
}

function Rows({ list }: { list: ListState }) {
  const t = useT();
  const phone = useIsPhone();
  const { type, columns, selection, sort, set, search } = list;
  const [selected, setSelected] = useState<string[]>([]);
  const answer = useRecordList(type, selection, columns.names);
  const count = useCount(type, selection);
  const items = answer.data?.pages.flatMap((page) => page.items);
  const more = () => {
    if (answer.hasNextPage && !answer.isFetching && (items?.length ?? 0) < automaticRows) void answer.fetchNextPage();
  };
  if (answer.error && !items) return <Failure message={problemText(answer.error)} onRetry={() => void answer.refetch()} />;
  if (items?.length === 0) return <EmptyList list={list} />;
  const acts = type.actions.filter((action) => ["assign", "update", "delete"].includes(action));
  return (
    <>
      <Suspense>
        {selected.length > 0 && <BulkBar type={type} ids={selected} deleted={search.deleted === true} onDone={() => setSelected([])} />}
      </Suspense>
      <div className={phone ? "" : "yl-panel yl-table"}>
        {phone ? (
          <RecordCards type={type} fields={columns.fields} items={items} />
        ) : (
          <RecordTable
            type={type}
            fields={columns.fields}
            items={items}
            sort={sort}
            onSort={(next) => set({ sort: next })}
            selected={selected}
            onSelect={acts.length > 0 ? setSelected : undefined}
            onEnd={more}
            editable={type.actions.includes("update") && !search.deleted}
          />
        )}
        <div className="yl-table-foot">
          <span className="yl-quiet">{count.data && formatCount(count.data)}</span>
          {answer.hasNextPage && (
            <Button size="small" loading={answer.isFetchingNextPage} onClick={() => void answer.fetchNextPage()}>
              {t("records.loadMore")}
            </Button>
          )}
        </div>
      </div>
    </>
  );
}

interface ListPageProps {
  type: ObjectType;
  /** What this page shows only, whatever the member filters (a pool). */
  fixed?: Filter;
  title?: string;
}

/** One list for every object. */
export function ListPage({ type, fixed, title }: ListPageProps) {
  const list = useList(type, fixed);
  const searchBox = useRef<InputRef>(null);
  useEffect(preloadEditors, []);
  useHotkeys({
    n: () => type.actions.includes("create") && list.set({ new: true }),
    "/": () => searchBox.current?.focus(),
  });
  return (
    <div className="yl-page">
      <h1 className="yl-page-title">{title ?? type.plural}</h1>
      <Toolbar list={list} searchBox={searchBox} />
      {list.search.mode === "board" && type.board ? (
        <Suspense>
          <Board list={list} />
        </Suspense>
      ) : (
        <Rows key={type.code} list={list} />
      )}
      <Suspense>{list.search.new && <CreateDrawer type={type} onClose={() => list.set({ new: undefined })} />}</Suspense>
    </div>
  );
}
