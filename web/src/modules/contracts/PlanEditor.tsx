import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, DatePicker, Flex, Input, InputNumber, Segmented, Select } from "antd";
import dayjs from "dayjs";
import { useState } from "react";

import { fromUnits, minus, signOf, toUnits } from "@/ui/decimal";
import { dateFromPicker, dateToPicker, formatMoney, today } from "@/ui/format";
import { useT } from "@/ui/i18n";
import { IconButton, StatusTag } from "@/ui/pieces";

import type { PlanDraft } from "./api";
import { missing, schemes, split, type Every } from "./plan";

interface EditorProps {
  /** What the installments must add up to. */
  amount: string;
  currency: string;
  value: PlanDraft[];
  onChange: (plan: PlanDraft[]) => void;
}

const equal = "equal";

/** Makes a whole plan from a usual way to pay. */
function SplitHelper({ amount, onChange }: EditorProps) {
  const t = useT();
  const [scheme, setScheme] = useState<string>("30,70");
  const [count, setCount] = useState(3);
  const [first, setFirst] = useState(() => dayjs(today()).add(7, "day").format("YYYY-MM-DD"));
  const [every, setEvery] = useState<Every>("month");
  const weights = scheme === equal ? Array<number>(count).fill(1) : scheme.split(",").map(Number);
  const options = [...schemes.map((parts) => ({ value: parts.join(","), label: parts.length === 1 ? t("contracts.plan.once") : parts.map((part) => `${part}%`).join(" + ") })), { value: equal, label: t("contracts.plan.equal") }];
  return (
    <Flex gap="small" wrap align="center" role="group" aria-label={t("contracts.plan.split")}>
      <Segmented aria-label={t("contracts.plan.scheme")} options={options} value={scheme} onChange={setScheme} />
      {scheme === equal && <InputNumber aria-label={t("contracts.plan.count")} min={1} max={60} precision={0} value={count} onChange={(next) => setCount(next ?? 1)} suffix={t("contracts.plan.times")} />}
      <DatePicker aria-label={t("contracts.plan.first")} value={dateToPicker(first)} allowClear={false} onChange={(day) => day && setFirst(dateFromPicker(day)!)} />
      {weights.length > 1 && (
        <Select<Every> aria-label={t("contracts.plan.every")} value={every} onChange={setEvery} options={(["month", "quarter", "year"] as const).map((value) => ({ value, label: t(`contracts.plan.${value}`) }))} />
      )}
      <Button disabled={signOf(amount) <= 0} onClick={() => onChange(split(amount, weights, first, every, (number) => t("contracts.plan.name", { number })))}>
        {t("contracts.plan.split")}
      </Button>
    </Flex>
  );
}

/** Says live how far the plan is from the amount, and closes the gap with one click. */
function Balance({ amount, currency, value, onChange }: EditorProps) {
  const t = useT();
  const gap = missing(amount, value);
  const sign = signOf(gap);
  const last = value[value.length - 1];
  const close = () => last && onChange([...value.slice(0, -1), { ...last, amount: fromUnits(toUnits(last.amount) + toUnits(gap)) }]);
  const mendable = last && sign !== 0 && signOf(fromUnits(toUnits(last.amount) + toUnits(gap))) > 0;
  const text = sign === 0 ? t("contracts.plan.balanced", { amount: formatMoney(amount, currency) }) : t(sign > 0 ? "contracts.plan.short" : "contracts.plan.over", { amount: formatMoney(sign > 0 ? gap : minus("0", gap), currency) });
  return (
    <Flex gap="small" align="center" wrap>
      <span role="status">
        <StatusTag tone={sign === 0 ? "success" : sign > 0 ? "warning" : "error"}>{text}</StatusTag>
      </span>
      {mendable && (
        <Button size="small" type="link" onClick={close}>
          {t("contracts.plan.close")}
        </Button>
      )}
    </Flex>
  );
}

interface RowProps {
  item: PlanDraft;
  number: number;
  currency: string;
  onChange: (part: Partial<PlanDraft>) => void;
  onRemove: () => void;
}

function Row({ item, number, currency, onChange, onRemove }: RowProps) {
  const t = useT();
  const paid = signOf(item.allocated) > 0;
  return (
    <li className="yl-plan-row" aria-label={t("contracts.plan.name", { number })}>
      <Input aria-label={t("contracts.plan.nameOf", { number })} maxLength={60} value={item.name} onChange={(event) => onChange({ name: event.target.value })} />
      <InputNumber<string> aria-label={t("contracts.plan.amountOf", { number })} className="yl-full" stringMode inputMode="decimal" controls={false} min={paid ? item.allocated : "0"} suffix={currency} value={item.amount} onChange={(next) => onChange({ amount: next === null ? "" : String(next) })} />
      <DatePicker aria-label={t("contracts.plan.dueOf", { number })} value={dateToPicker(item.due_on)} status={item.due_on ? undefined : "warning"} onChange={(day) => onChange({ due_on: dateFromPicker(day) })} />
      <IconButton label={t("contracts.plan.remove", { number })} icon={<DeleteOutlined />} disabled={paid} onClick={onRemove} />
    </li>
  );
}

/** The parts of an amount and when they are due; their sum is held against the amount at every key. */
export function PlanEditor(props: EditorProps) {
  const { amount, currency, value, onChange } = props;
  const t = useT();
  const change = (key: string, part: Partial<PlanDraft>) => onChange(value.map((item) => (item.key === key ? { ...item, ...part } : item)));
  const rest = missing(amount, value);
  const add = () => onChange([...value, { key: crypto.randomUUID(), name: t("contracts.plan.name", { number: value.length + 1 }), amount: signOf(rest) > 0 ? rest : "", due_on: null }]);
  const mayReplace = value.every(({ allocated }) => signOf(allocated) <= 0);
  return (
    <div className="yl-stack">
      {mayReplace && <SplitHelper {...props} />}
      <ul className="yl-plain-list">
        {value.map((item, index) => (
          <Row key={item.key} item={item} number={index + 1} currency={currency} onChange={(part) => change(item.key, part)} onRemove={() => onChange(value.filter(({ key }) => key !== item.key))} />
        ))}
      </ul>
      <Flex justify="space-between" align="center" wrap gap="small">
        <Button icon={<PlusOutlined />} onClick={add}>
          {t("contracts.plan.add")}
        </Button>
        {value.length > 0 && <Balance {...props} />}
      </Flex>
    </div>
  );
}
