import { ArrowDownOutlined, ArrowUpOutlined, SettingOutlined } from "@ant-design/icons";
import { Button, Checkbox, Flex, Popover } from "antd";

import type { ObjectType } from "@/api/meta";
import { useT } from "@/ui/i18n";
import { IconButton } from "@/ui/pieces";

import { isShown } from "../fields/shown";
import type { Columns } from "./columns";

function moved(names: string[], index: number, by: number): string[] {
  const next = [...names];
  const [name] = next.splice(index, 1);
  next.splice(index + by, 0, name!);
  return next;
}

function Chosen({ type, columns }: { type: ObjectType; columns: Columns }) {
  const t = useT();
  const { names, fields, choose } = columns;
  return (
    <ul className="yl-plain-list">
      {fields.map((field, index) => (
        <li key={field.name}>
          <Flex align="center">
            <Checkbox
              className="yl-grow"
              checked
              disabled={field.name === type.title}
              onChange={() => choose(names.filter((name) => name !== field.name))}
            >
              {field.label}
            </Checkbox>
            <IconButton size="small" label={t("records.columns.up", { field: field.label })} icon={<ArrowUpOutlined />} disabled={index === 0} onClick={() => choose(moved(names, index, -1))} />
            <IconButton size="small" label={t("records.columns.down", { field: field.label })} icon={<ArrowDownOutlined />} disabled={index === names.length - 1} onClick={() => choose(moved(names, index, 1))} />
          </Flex>
        </li>
      ))}
    </ul>
  );
}

/** Which columns, in which order. */
export function ColumnPicker({ type, columns }: { type: ObjectType; columns: Columns }) {
  const t = useT();
  const others = type.fields.filter((field) => !columns.names.includes(field.name) && isShown(type, field));
  const content = (
    <div className="yl-columns">
      <Chosen type={type} columns={columns} />
      <ul className="yl-plain-list">
        {others.map((field) => (
          <li key={field.name}>
            <Checkbox checked={false} onChange={() => columns.choose([...columns.names, field.name])}>
              {field.label}
            </Checkbox>
          </li>
        ))}
      </ul>
      <Button size="small" type="link" onClick={() => columns.choose(undefined)}>
        {t("records.columns.reset")}
      </Button>
    </div>
  );
  return (
    <Popover trigger="click" placement="bottomRight" title={t("records.columns.title")} content={content}>
      <Button aria-label={t("records.columns.title")} icon={<SettingOutlined />} />
    </Popover>
  );
}
