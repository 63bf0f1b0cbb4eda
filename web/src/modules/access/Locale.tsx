import { Select } from "antd";

import type { FieldInputProps, FieldValueProps } from "@/records/registry";
import { useT } from "@/ui/i18n";

const locales = { "zh-hans": "app.language.zh", en: "app.language.en" };

export function LocaleInput({ id, value, onChange, autoFocus, ...rest }: FieldInputProps) {
  const t = useT();
  return <Select id={id} aria-label={rest["aria-label"]} className="yl-full" autoFocus={autoFocus} options={Object.entries(locales).map(([code, label]) => ({ value: code, label: t(label) }))} value={value ?? undefined} onChange={onChange} />;
}

export function LocaleName({ value }: FieldValueProps) {
  const t = useT();
  return t(locales[String(value) as keyof typeof locales] ?? String(value));
}

/** Every zone that the browser knows, by its name in the IANA list. */
export function ZoneInput({ id, value, onChange, autoFocus, ...rest }: FieldInputProps) {
  const zones = Intl.supportedValuesOf("timeZone");
  return <Select id={id} aria-label={rest["aria-label"]} className="yl-full" autoFocus={autoFocus} showSearch options={zones.map((zone) => ({ value: zone, label: zone }))} value={value ?? undefined} onChange={onChange} />;
}
