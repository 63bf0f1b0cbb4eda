import { Link } from "@tanstack/react-router";
import { Skeleton, Table, type TableColumnType, type TableProps } from "antd";
import { useMemo, type ComponentType } from "react";

import type { Field, ObjectType } from "@/api/meta";
import type { RecordData } from "@/api/records";
import { usePreferences } from "@/ui/preferences";
import { measures } from "@/ui/theme";

import { recordAddress } from "../addresses";
import { isNumeric } from "../fields/FieldValue";
import type { RecordSlotProps } from "../registry";
import { useElementHeight } from "./useElementHeight";
import { EditableCell } from "./EditableCell";

interface RecordTableProps {
  type: ObjectType;
  fields: Field[];
  items: RecordData[] | undefined;
  sort: string | undefined;
  onSort: (sort: string | undefined) => void;
  selected: string[];
  onSelect: ((ids: string[]) => void) | undefined;
  onEnd: () => void;
  editable: boolean;
  rowAction?: ComponentType<RecordSlotProps>;
}

function sortOrder(field: Field, sort: string | undefined) {
  if (sort === field.name) return "ascend" as const;
  return sort === `-${field.name}` ? ("descend" as const) : null;
}

/** The column of acts stands at the right edge however far the others are scrolled. */
function actColumn(type: ObjectType, Act: ComponentType<RecordSlotProps>): TableColumnType<RecordData> {
  return {
    key: "act",
    fixed: "right",
    align: "right",
    width: measures.actColumn,
    shouldCellUpdate: (record, before) => record !== before,
    render: (_, record) => <Act type={type} record={record} />,
  };
}

function useTableColumns({ type, fields, sort, editable, rowAction }: RecordTableProps): TableColumnType<RecordData>[] {
  return useMemo(
    () => [
      ...fields.map((field): TableColumnType<RecordData> => {
        const isTitle = field.name === type.title;
        return {
          key: field.name,
          title: field.label,
          fixed: isTitle ? ("left" as const) : undefined,
          width: isTitle ? measures.column.title : measures.column[field.kind],
          ellipsis: true,
          align: isNumeric(field) ? ("right" as const) : undefined,
          sorter: field.sortable,
          sortOrder: sortOrder(field, sort),
          shouldCellUpdate: (record: RecordData, before: RecordData) => record !== before,
          render: (_: unknown, record: RecordData) =>
            isTitle ? (
              <Link to={recordAddress(type, record.id)}>{record.title}</Link>
            ) : (
              <EditableCell type={type} field={field} record={record} editable={editable} />
            ),
        };
      }),
      ...(rowAction ? [actColumn(type, rowAction)] : []),
    ],
    [type, fields, sort, editable, rowAction],
  );
}

const placeholders = Array.from({ length: 12 }, (_, index): RecordData => ({ id: `${index}`, version: 0, title: "" }));

/** The head of the table scrolls away nowhere; its body asks for more when its end comes near. */
export function RecordTable(props: RecordTableProps) {
  const { items, onSort, selected, onSelect, onEnd } = props;
  const { density } = usePreferences();
  const [frame, height] = useElementHeight<HTMLDivElement>();
  const columns = useTableColumns(props);
  const skeletons = columns.map((column) => ({ ...column, render: () => <Skeleton.Node active className="yl-skeleton" />, shouldCellUpdate: undefined }));
  const width = columns.reduce((sum, column) => sum + Number(column.width ?? 0), 0);
  const onChange: TableProps<RecordData>["onChange"] = (_page, _filters, sorter) => {
    const { order, columnKey } = Array.isArray(sorter) ? sorter[0]! : sorter;
    onSort(order ? `${order === "descend" ? "-" : ""}${String(columnKey)}` : undefined);
  };
  return (
    <div ref={frame} className="yl-grow-down">
      <Table<RecordData>
        rowKey="id"
        size={density === "compact" ? "small" : "middle"}
        columns={items ? columns : skeletons}
        dataSource={items ?? placeholders}
        pagination={false}
        showSorterTooltip={false}
        scroll={{ x: width, y: Math.max(0, height - measures.tableHead) }}
        rowSelection={items && onSelect && { selectedRowKeys: selected, onChange: (keys) => onSelect(keys as string[]), columnWidth: measures.selectColumn }}
        onChange={onChange}
        onScroll={(event) => {
          const body = event.currentTarget;
          if (body.scrollHeight - body.scrollTop < 2 * body.clientHeight) onEnd();
        }}
      />
    </div>
  );
}
