import { fieldOf, useMeta, type Field, type ObjectType } from "@/api/meta";
import { isReference, type Entry, type RecordData, type Value } from "@/api/records";

import { FieldValue, isEmpty } from "../fields/FieldValue";

type Change = Entry["changes"][number];

/** Everything came from nothing, the name too: the record was made. */
const isBirth = (changes: Change[], type: ObjectType | undefined) => changes.every(({ old }) => old === null) && changes.some(({ field }) => field === type?.title);

/** What follows from something else is not told again; of a new record its page shows everything anyway. */
function worthTelling({ changes }: Entry, type: ObjectType | undefined): { change: Change; field: Field | undefined }[] {
  if (isBirth(changes, type)) return [];
  const pairs = changes.map((change) => ({ change, field: type && fieldOf(type, change.field) }));
  return pairs.filter(({ field }) => !field?.read_only);
}

function Shown({ type, field, value, record }: { type: ObjectType | undefined; field: Field | undefined; value: Value; record: RecordData }) {
  if (isEmpty(value)) return "—";
  if (type && field) return <FieldValue type={type} field={field} value={value} record={record} />;
  return isReference(value) ? value.title : String(value);
}

/** An amount was in the currency of its time. */
const then = (record: RecordData, { field, currencies }: Change, side: "old" | "new"): RecordData => ({ ...record, currencies: { [field]: currencies?.[side] ?? "" } });

/** Old and new value of each field that an act changed. */
export function Changes({ entry, record }: { entry: Entry; record: RecordData }) {
  const { objects } = useMeta();
  const type = objects[entry.record.object];
  const told = worthTelling(entry, type);
  if (told.length === 0) return null;
  return (
    <ul className="yl-changes">
      {told.map(({ change, field }) => (
        <li key={change.field}>
          {change.label}: <Shown type={type} field={field} value={change.old as Value} record={then(record, change, "old")} /> →{" "}
          <Shown type={type} field={field} value={change.new as Value} record={then(record, change, "new")} />
        </li>
      ))}
    </ul>
  );
}
