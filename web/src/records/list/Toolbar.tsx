import { AppstoreOutlined, BarsOutlined, DownloadOutlined, MoreOutlined, PlusOutlined, SearchOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import { Button, Dropdown, Input, Segmented, type InputRef, type MenuProps } from "antd";

import type { Ref } from "react";

import { records } from "@/api/records";
import { useT } from "@/ui/i18n";
import { useIsPhone } from "@/ui/pieces";

import { ColumnPicker } from "./ColumnPicker";
import { FilterButton } from "./FilterButton";
import type { ListState } from "./useList";
import { ViewPicker } from "./ViewPicker";

function MoreMenu({ list }: { list: ListState }) {
  const t = useT();
  const { type, selection, columns, search, set } = list;
  const items: MenuProps["items"] = [];
  if (type.actions.includes("export"))
    for (const format of ["xlsx", "csv"] as const)
      items.push({
        key: format,
        icon: <DownloadOutlined />,
        label: (
          <a href={records.exportUrl(type, format, selection, columns.names)} download>
            {t("records.export", { format: format.toUpperCase() })}
          </a>
        ),
      });
  if (type.actions.includes("import"))
    items.push({ key: "import", label: <Link to="/settings/imports" search={{ object: type.code } as never}>{t("records.import")}</Link> });
  items.push({ key: "deleted", label: t(search.deleted ? "records.leaveBin" : "records.bin"), onClick: () => set({ deleted: search.deleted ? undefined : true }) });
  return (
    <Dropdown trigger={["click"]} menu={{ items }}>
      <Button aria-label={t("records.more")} icon={<MoreOutlined />} />
    </Dropdown>
  );
}

function ModeSwitch({ list }: { list: ListState }) {
  const t = useT();
  return (
    <Segmented
      value={list.search.mode ?? "list"}
      onChange={(mode) => list.set({ mode: mode === "board" ? "board" : undefined })}
      options={[
        { value: "list", icon: <BarsOutlined />, title: t("records.mode.list") },
        { value: "board", icon: <AppstoreOutlined />, title: t("records.mode.board") },
      ]}
    />
  );
}

/** Mine or all, one click apart. */
function OwnSwitch({ list }: { list: ListState }) {
  const t = useT();
  const { own, set } = list;
  const choose = (mine: boolean) => {
    own.remember(mine);
    set({ mine });
  };
  return (
    <Segmented<boolean>
      aria-label={t("records.own.title")}
      value={own.mine}
      onChange={choose}
      options={[
        { value: true, label: t("records.own.mine") },
        { value: false, label: t("records.own.all") },
      ]}
    />
  );
}

export function Toolbar({ list, searchBox }: { list: ListState; searchBox: Ref<InputRef> }) {
  const t = useT();
  const phone = useIsPhone();
  const { type, search, set } = list;
  return (
    <div className="yl-toolbar" role="toolbar" aria-label={type.plural}>
      {list.own.has && <OwnSwitch list={list} />}
      <ViewPicker list={list} />
      <Input
        ref={searchBox}
        className="yl-quick"
        allowClear
        prefix={<SearchOutlined />}
        placeholder={t("records.quick")}
        aria-label={t("records.quick")}
        value={search.q ?? ""}
        onChange={(event) => set({ q: event.target.value || undefined })}
      />
      <FilterButton list={list} />
      <span className="yl-grow" />
      {type.board && <ModeSwitch list={list} />}
      {!phone && <ColumnPicker type={type} columns={list.columns} />}
      <MoreMenu list={list} />
      {type.actions.includes("create") && (
        <Button type="primary" icon={<PlusOutlined />} onClick={() => set({ new: true })}>
          {t("records.new", { object: type.label })}
        </Button>
      )}
    </div>
  );
}
