import { DatePicker } from "antd";
import dayjs, { type Dayjs } from "dayjs";

import { dateFromPicker, dateToPicker } from "@/ui/format";
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

export function PeriodPicker({ value, onChange }: { value: Period; onChange: (period: Period) => void }) {
  const t = useT();
  const today = dayjs();
  const presets = [
    { label: t("records.figures.thisMonth"), value: [today.startOf("month"), today.endOf("month")] as [Dayjs, Dayjs] },
    { label: t("records.figures.thisQuarter"), value: quarter(today) },
    { label: t("records.figures.thisYear"), value: [today.startOf("year"), today.endOf("year")] as [Dayjs, Dayjs] },
    { label: t("records.figures.lastYear"), value: [today.subtract(1, "year").startOf("year"), today.subtract(1, "year").endOf("year")] as [Dayjs, Dayjs] },
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
