import { FilterOutlined } from "@ant-design/icons";
import { Button, Flex, Popover, Skeleton } from "antd";
import { lazy, Suspense, useState } from "react";

import { useT } from "@/ui/i18n";
import { Counted } from "@/ui/pieces";

import { asGroup, countConditions, pruned } from "../filter/filter";
import type { ListState } from "./useList";

const FilterBuilder = lazy(() => import("../filter/FilterBuilder"));

/** The filter is edited aside and applied as a whole, so that half a condition never empties the list. */
export function FilterButton({ list }: { list: ListState }) {
  const t = useT();
  const [open, setOpen] = useState(false);
  const [edited, setEdited] = useState(() => asGroup(list.filter));
  const show = (next: boolean) => {
    if (next) setEdited(asGroup(list.filter));
    setOpen(next);
  };
  const apply = (filter: typeof list.filter) => {
    list.set({ filter, mine: list.own.has ? list.own.mine : undefined, view: list.view?.id ?? (list.search.view || undefined) });
    setOpen(false);
  };
  const content = (
    <Flex vertical gap="small" className="yl-filter">
      <Suspense fallback={<Skeleton active />}>
        <FilterBuilder type={list.type} group={edited} onChange={setEdited} />
      </Suspense>
      <Flex gap="small" justify="end">
        <Button onClick={() => apply(undefined)}>{t("records.filter.clear")}</Button>
        <Button type="primary" onClick={() => apply(pruned(edited))}>
          {t("records.filter.apply")}
        </Button>
      </Flex>
    </Flex>
  );
  return (
    <Counted count={countConditions(list.filter)}>
      <Popover trigger="click" placement="bottomLeft" open={open} onOpenChange={show} content={content} destroyOnHidden>
        <Button icon={<FilterOutlined />}>{t("records.filter.title")}</Button>
      </Popover>
    </Counted>
  );
}
