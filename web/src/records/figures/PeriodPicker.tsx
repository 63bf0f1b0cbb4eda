import { DatePicker } from "antd";
import dayjs, { type Dayjs } from "dayjs";

import { dateFromPicker, dateToPicker, today } from "@/ui/format";
import { useT } from "@/ui/i18n";

/** Both days count; an open end is absent. */
export interface Period {
  from?: string;
  to?: string;
}

function quarter(day: Dayjs): [Dayjs, Dayjs] {
  const first = day.month(Math.floor(day.month() / 3) * 3).startOf("month");
  return [first, first.add(2, "month").endOf("month")];
}

/** What reports open on. */
export function thisQuarter(): Period {
  const [first, last] = quarter(dayjs(today()));
  return { from: dateFromPicker(first) ?? undefined, to: dateFromPicker(last) ?? undefined };
}

export function PeriodPicker({ value, onChange }: { value: Period; onChange: (period: Period) => void }) {
  const t = useT();
  const now = dayjs(today());
  const presets = [
    { label: t("records.figures.thisMonth"), value: [now.startOf("month"), now.endOf("month")] as [Dayjs, Dayjs] },
    { label: t("records.figures.thisQuarter"), value: quarter(now) },
    { label: t("records.figures.thisYear"), value: [now.startOf("year"), now.endOf("year")] as [Dayjs, Dayjs] },
    { label: t("records.figures.lastYear"), value: [now.subtract(1, "year").startOf("year"), now.subtract(1, "year").endOf("year")] as [Dayjs, Dayjs] },
  ];
  return (
    <DatePicker.RangePicker
      aria-label={t("records.figures.period")}
      allowEmpty={[true, true]}
      presets={presets}
      placeholder={[t("records.figures.from"), t("records.figures.to")]}
      value={[dateToPicker(value.from), dateToPicker(value.to)]}
      onChange={(days) => onChange({ from: dateFromPicker(days?.[0] ?? null) ?? undefined, to: dateFromPicker(days?.[1] ?? null) ?? undefined })}
    />
  );
}
