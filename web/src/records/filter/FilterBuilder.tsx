import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Flex, Segmented } from "antd";

import type { ObjectType } from "@/api/meta";
import type { Filter, Group } from "@/api/records";
import { useT } from "@/ui/i18n";
import { IconButton } from "@/ui/pieces";

import { ConditionRow } from "./ConditionRow";
import { filterable, groupOf, isGroup, kindOf, membersOf, newCondition, type GroupKind } from "./filter";

const deepest = 5;

interface BuilderProps {
  type: ObjectType;
  group: Group;
  onChange: (group: Group) => void;
  onRemove?: () => void;
  depth?: number;
}

/** A group of conditions and further groups, joined by "all" or "any". */
export default function FilterBuilder({ type, group, onChange, onRemove, depth = 1 }: BuilderProps) {
  const t = useT();
  const kind = kindOf(group);
  const members = membersOf(group);
  const put = (index: number, ...next: Filter[]) => onChange(groupOf(kind, members.toSpliced(index, 1, ...next)));
  const add = (member: Filter) => onChange(groupOf(kind, [...members, member]));
  const first = filterable(type)[0];
  if (!first) return null;
  return (
    <div className="yl-filter-group" role="group" aria-label={t(`records.filter.${kind}`)}>
      <Flex justify="space-between">
        <Segmented<GroupKind>
          value={kind}
          options={(["all", "any"] as const).map((value) => ({ value, label: t(`records.filter.${value}`) }))}
          onChange={(next) => onChange(groupOf(next, members))}
        />
        {onRemove && <IconButton label={t("records.filter.removeGroup")} icon={<DeleteOutlined />} onClick={onRemove} />}
      </Flex>
      {members.map((member, index) => {
        const props = { type, onRemove: () => put(index) };
        return isGroup(member) ? (
          <FilterBuilder key={index} {...props} group={member} depth={depth + 1} onChange={(next) => put(index, next)} />
        ) : (
          <ConditionRow key={index} {...props} condition={member} onChange={(next) => put(index, next)} />
        );
      })}
      <Flex gap="small">
        <Button size="small" icon={<PlusOutlined />} onClick={() => add(newCondition(first))}>
          {t("records.filter.add")}
        </Button>
        {depth < deepest && (
          <Button size="small" type="text" onClick={() => add(groupOf(kind === "all" ? "any" : "all", [newCondition(first)]))}>
            {t("records.filter.addGroup")}
          </Button>
        )}
      </Flex>
    </div>
  );
}
