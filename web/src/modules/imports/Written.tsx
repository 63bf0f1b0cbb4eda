import { Select } from "antd";

import type { DateOrder, DecimalMark, ImportColumn, ImportOptions } from "@/api/imports";
import type { Field } from "@/api/meta";
import { useT } from "@/ui/i18n";

interface WrittenProps {
  column: ImportColumn;
  /** Where the column goes. */
  field?: Field;
  options: ImportOptions;
  setOptions: (options: ImportOptions) => void;
}

const numeric = new Set(["money", "decimal", "integer", "percent"]);
const marks: { [value in DecimalMark]: "point" | "comma" } = { ".": "point", ",": "comma" };

/** How the numbers or dates of a column are written: as its cells show, as somebody says, or still to be said. */
export function Written({ column, field, options, setOptions }: WrittenProps) {
  const t = useT();
  const { name, decimal_mark: mark, date_order: order } = column;
  if (field && numeric.has(field.kind) && mark != null) {
    const chosen = options.decimal_marks?.[name];
    return (
      <Select<DecimalMark>
        className="yl-full"
        aria-label={t("imports.decimalFor", { column: name })}
        placeholder={t("imports.choose")}
        status={chosen || mark ? undefined : "warning"}
        options={([".", ","] as const).map((value) => ({ value, label: t(`imports.decimal.${marks[value]}`) }))}
        value={chosen ?? (mark || undefined)}
        onChange={(next) => setOptions({ ...options, decimal_marks: { ...options.decimal_marks, [name]: next } })}
      />
    );
  }
  if (field && (field.kind === "date" || field.kind === "datetime")) {
    const chosen = options.date_orders?.[name] ?? options.date_order;
    return (
      <Select<DateOrder>
        className="yl-full"
        aria-label={t("imports.datesFor", { column: name })}
        placeholder={t("imports.order.auto")}
        status={chosen || order ? undefined : "warning"}
        options={(["ymd", "dmy", "mdy"] as const).map((value) => ({ value, label: t(`imports.order.${value}`) }))}
        value={chosen ?? order ?? undefined}
        onChange={(next) => setOptions({ ...options, date_orders: { ...options.date_orders, [name]: next } })}
      />
    );
  }
  return null;
}
