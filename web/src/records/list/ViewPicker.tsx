import { DownOutlined } from "@ant-design/icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Dropdown, type MenuProps } from "antd";
import { lazy, Suspense, useState } from "react";

import { savedViews, type ViewSettings } from "@/api/work";
import { useT } from "@/ui/i18n";

import { useReport } from "../problems";
import type { Naming } from "./SaveViewDialog";
import { viewsKey, type ListState } from "./useList";

const SaveViewDialog = lazy(() => import("./SaveViewDialog"));

function useViewActs(list: ListState) {
  const client = useQueryClient();
  const onError = useReport();
  const onSuccess = () => client.invalidateQueries({ queryKey: viewsKey(list.type) });
  const now: ViewSettings = { filter: list.filter, sort: list.sort, columns: list.columns.names };
  const create = useMutation({
    mutationFn: ({ name, shared, first }: Naming) => savedViews.create({ name, shared, object: list.type.code, settings: { ...now, first } }),
    onSuccess: async (view) => {
      await onSuccess();
      list.set({ view: view.id, filter: undefined, sort: undefined });
    },
    onError,
  });
  const update = useMutation({ mutationFn: () => savedViews.update(list.view!, { ...now, first: list.view!.settings.first }), onSuccess, onError });
  const remove = useMutation({ mutationFn: () => savedViews.remove(list.view!.id), onSuccess, onError });
  return { create, update, remove };
}

/** Mine, shared and the default: a named filter, order and set of columns. */
export function ViewPicker({ list }: { list: ListState }) {
  const t = useT();
  const [naming, setNaming] = useState(false);
  const { create, update, remove } = useViewActs(list);
  const choose = (view: string) => list.set({ view, filter: undefined, sort: undefined, q: undefined, deleted: undefined });
  const items: MenuProps["items"] = [
    { key: "all", label: t("records.views.all"), onClick: () => choose("all") },
    ...list.views.map(({ id, name, shared }) => ({ key: id, label: shared ? t("records.views.sharedName", { title: name }) : name, onClick: () => choose(id) })),
    { type: "divider" },
    { key: "save-as", label: t("records.views.saveAs"), onClick: () => setNaming(true) },
  ];
  if (list.view && list.mine) {
    items.push({ key: "update", label: t("records.views.update", { title: list.view.name }), onClick: () => update.mutate() });
    items.push({ key: "remove", danger: true, label: t("records.views.remove", { title: list.view.name }), onClick: () => remove.mutate(undefined, { onSuccess: () => choose("all") }) });
  }
  return (
    <>
      <Dropdown trigger={["click"]} menu={{ items, selectedKeys: [list.view?.id ?? "all"] }}>
        <Button icon={<DownOutlined />} iconPlacement="end">
          {list.view?.name ?? t("records.views.all")}
        </Button>
      </Dropdown>
      <Suspense>{naming && (
        <SaveViewDialog
          onClose={() => setNaming(false)}
          onSave={(values) => create.mutate(values, { onSuccess: () => setNaming(false) })}
        />
      )}</Suspense>
    </>
  );
}
