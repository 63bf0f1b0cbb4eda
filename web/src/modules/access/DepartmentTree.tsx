import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Flex, Skeleton, Tree, type TreeDataNode } from "antd";
import { useState } from "react";

import type { ObjectType } from "@/api/meta";
import { isReference, records, type RecordData } from "@/api/records";
import { recordAddress } from "@/records/addresses";
import CreateDrawer from "@/records/form/CreateDrawer";
import { problemText } from "@/records/problems";
import { usePatch } from "@/records/queries";
import { useT } from "@/ui/i18n";
import { Failure, IconButton } from "@/ui/pieces";

const parentOf = ({ parent }: RecordData) => (isReference(parent) ? parent.id : null);

/** All pages of the list: a tree with holes would show departments in the wrong place. */
async function allDepartments(type: ObjectType): Promise<RecordData[]> {
  const found: RecordData[] = [];
  let cursor: string | undefined;
  do {
    const page = await records.list(type, { limit: 200, cursor, columns: ["parent", "manager"] });
    found.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor);
  return found;
}

function useMove(type: ObjectType) {
  const patch = usePatch(type);
  return (moved: RecordData | undefined, target: RecordData | undefined) => {
    if (moved && target) patch.mutate({ record: moved, values: { parent: target.id } });
  };
}

function Node({ type, department, onAdd }: { type: ObjectType; department: RecordData; onAdd: () => void }) {
  const t = useT();
  const { manager } = department;
  return (
    <Flex gap="small" align="center">
      <Link to={recordAddress(type, department.id)}>{department.title}</Link>
      {isReference(manager) && <span className="yl-quiet">{manager.title}</span>}
      {type.actions.includes("create") && (
        <IconButton size="small" label={t("access.addBelow", { department: department.title })} icon={<PlusOutlined />} onClick={onAdd} />
      )}
    </Flex>
  );
}

function Departments({ type }: { type: ObjectType }) {
  const t = useT();
  const [parent, setParent] = useState<RecordData | null>();
  const { data, error } = useQuery({ queryKey: ["records", type.path, "tree"], queryFn: () => allDepartments(type) });
  const move = useMove(type);
  if (error) return <Failure message={problemText(error)} />;
  if (!data) return <Skeleton active />;
  const below = (id: string | null): TreeDataNode[] =>
    data
      .filter((department) => parentOf(department) === id)
      .map((department) => ({
        key: department.id,
        title: <Node type={type} department={department} onAdd={() => setParent(department)} />,
        children: below(department.id),
      }));
  const find = (key: React.Key) => data.find(({ id }) => id === key);
  const initial = parent ? { parent: { object: type.code, id: parent.id, title: parent.title } } : undefined;
  return (
    <>
      <Flex justify="space-between">
        <h1 className="yl-page-title">{t("access.tree")}</h1>
        {type.actions.includes("create") && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setParent(null)}>
            {t("records.new", { object: type.label })}
          </Button>
        )}
      </Flex>
      <div className="yl-panel yl-pad">
        <Tree
          blockNode
          defaultExpandAll
          selectable={false}
          draggable={type.actions.includes("update") && { icon: false }}
          treeData={below(null)}
          onDrop={({ dragNode, node }) => move(find(dragNode.key), find(node.key))}
        />
      </div>
      {parent !== undefined && <CreateDrawer type={type} initial={initial} onClose={() => setParent(undefined)} />}
    </>
  );
}

/** The tree that data scopes follow; a department is dragged below another. */
export default function DepartmentTree({ type }: { type: ObjectType }) {
  return (
    <div className="yl-page">
      <Departments type={type} />
    </div>
  );
}
