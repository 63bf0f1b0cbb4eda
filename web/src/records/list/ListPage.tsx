import { Button, type InputRef } from "antd";
import { lazy, Suspense, useEffect, useRef, useState, type ComponentType, type ReactNode } from "react";

import type { ObjectType } from "@/api/meta";
import type { Filter } from "@/api/records";
import { formatCount } from "@/ui/format";
import { useT } from "@/ui/i18n";
import { Failure, Nothing, useIsPhone } from "@/ui/pieces";
import { useHotkeys } from "@/ui/useHotkeys";

import { problemText } from "../problems";
import { useCount, useRecordList } from "../queries";
import { extensionOf, type ObjectExtension, type RecordSlotProps } from "../registry";
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
  const { type, narrowed, own, set } = list;
  const reset = () => set({ filter: undefined, q: undefined, deleted: undefined, view: "all", mine: own.mine ? false : undefined });
  if (!narrowed && own.mine)
    return (
      <Nothing title={t("records.empty.mine", { plural: type.plural })} hint={t("records.empty.mineHint")}>
        <Button onClick={() => set({ mine: false })}>{t("records.empty.all")}</Button>
      </Nothing>
    );
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

function Rows({ list, rowAction, bulkActions }: { list: ListState } & PageActs) {
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
  const acts = [...type.actions.filter((action) => ["assign", "update", "delete"].includes(action)), ...(bulkActions ?? extensionOf(type.code).bulkActions ?? [])];
  const rows = items?.filter(({ id }) => selected.includes(id)) ?? [];
  return (
    <>
      <Suspense>
        {selected.length > 0 && <BulkBar type={type} ids={selected} rows={rows} own={bulkActions} deleted={search.deleted === true} onDone={() => setSelected([])} />}
      </Suspense>
      <div className={phone ? "" : "yl-panel yl-table"}>
        {phone ? (
          <RecordCards type={type} fields={columns.fields} items={items} rowAction={rowAction} selected={selected} onSelect={acts.length > 0 ? setSelected : undefined} />
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
            rowAction={rowAction}
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

/** What one page of an object offers beyond the others (claiming, in a pool). */
interface PageActs {
  /** At the end of every row and on every card. */
  rowAction?: ComponentType<RecordSlotProps>;
  /** In place of the object's own. */
  bulkActions?: ObjectExtension["bulkActions"];
}

interface ListPageProps extends PageActs {
  type: ObjectType;
  /** What this page shows only, whatever the member filters (a pool). */
  fixed?: Filter;
  title?: string;
  /** Columns that would say the same in every row here. */
  without?: string[];
  /** Between the title and the toolbar. */
  intro?: ReactNode;
}

/** One list for every object. */
export function ListPage({ type, fixed, without, title, intro, ...acts }: ListPageProps) {
  const list = useList(type, fixed, without);
  const searchBox = useRef<InputRef>(null);
  useEffect(preloadEditors, []);
  useHotkeys({
    n: () => type.actions.includes("create") && list.set({ new: true }),
    "/": () => searchBox.current?.focus(),
  });
  return (
    <div className="yl-page">
      <h1 className="yl-page-title">{title ?? type.plural}</h1>
      {intro}
      <Toolbar list={list} searchBox={searchBox} />
      {list.search.mode === "board" && type.board ? (
        <Suspense>
          <Board list={list} />
        </Suspense>
      ) : (
        <Rows key={type.code} list={list} {...acts} />
      )}
      <Suspense>{list.search.new && <CreateDrawer type={type} onClose={() => list.set({ new: undefined })} />}</Suspense>
    </div>
  );
}
