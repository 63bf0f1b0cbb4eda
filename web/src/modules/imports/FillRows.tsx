import { DeleteOutlined } from "@ant-design/icons";
import { Flex, Select } from "antd";

import type { Field, ObjectType } from "@/api/meta";
import { FieldInput } from "@/records/fields/FieldInput";
import { useT } from "@/ui/i18n";
import { IconButton } from "@/ui/pieces";

export type Filling = { [field: string]: unknown };

interface FillRowsProps {
  type: ObjectType;
  /** Those that may be filled here. */
  fields: Field[];
  filling: Filling;
  setFilling: (filling: Filling) => void;
  addLabel: string;
}

/** Fields and what to put into them, one line each. */
export function FillRows({ type, fields, filling, setFilling, addLabel }: FillRowsProps) {
  const t = useT();
  const free = fields.filter(({ name }) => !(name in filling));
  const drop = (name: string) => setFilling(Object.fromEntries(Object.entries(filling).filter(([other]) => other !== name)));
  const chosen = fields.filter(({ name }) => name in filling);
  return (
    <Flex vertical gap="small">
      {chosen.map((field) => (
        <Flex key={field.name} gap="small" align="center">
          <span>{field.label}</span>
          <div className="yl-grow">
            <FieldInput type={type} field={field} value={filling[field.name]} onChange={(next) => setFilling({ ...filling, [field.name]: next })} aria-label={field.label} />
          </div>
          <IconButton label={t("records.filter.remove")} icon={<DeleteOutlined />} onClick={() => drop(field.name)} />
        </Flex>
      ))}
      <Select<string>
        aria-label={addLabel}
        placeholder={addLabel}
        showSearch={{ optionFilterProp: "label" }}
        options={free.map(({ name, label }) => ({ value: name, label }))}
        value={null}
        onChange={(name) => setFilling({ ...filling, [name]: null })}
      />
    </Flex>
  );
}
