import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Button, Flex, Input, InputNumber } from "antd";

import { useObjectType } from "@/api/meta";
import { records, type Reference } from "@/api/records";
import { lineAmount, sumOf } from "@/ui/decimal";
import { formatMoney } from "@/ui/format";
import { useT } from "@/ui/i18n";
import { IconButton } from "@/ui/pieces";

import { ReferencePicker } from "../fields/ReferencePicker";
import { newLine, type LineDraft } from "./api";

interface EditorProps {
  value: LineDraft[];
  onChange: (lines: LineDraft[]) => void;
  currency: string;
}

export const draftAmount = ({ quantity, price, discount }: LineDraft) => lineAmount(quantity || "0", price || "0", discount || "0");

export const draftSum = (drafts: LineDraft[]) => sumOf(drafts.map(draftAmount));

interface NumberProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  suffix?: string;
  max?: number;
}

function NumberCell({ label, value, onChange, suffix, max }: NumberProps) {
  return (
    <label className="yl-line-cell">
      <span className="yl-field-label">{label}</span>
      <InputNumber<string> aria-label={label} className="yl-full" stringMode inputMode="decimal" min="0" max={max === undefined ? undefined : String(max)} controls={false} suffix={suffix} value={value} onChange={(next) => onChange(next === null ? "" : String(next))} />
    </label>
  );
}

interface RowProps {
  line: LineDraft;
  number: number;
  currency: string;
  onChange: (part: Partial<LineDraft>) => void;
  onRemove: () => void;
}

function LineRow({ line, number, currency, onChange, onRemove }: RowProps) {
  const t = useT();
  const product = useObjectType("product");
  const client = useQueryClient();
  const pick = async (chosen: Reference | null) => {
    onChange({ product: chosen });
    if (!chosen || !product) return;
    const found = await client.fetchQuery({ queryKey: ["records", product.path, "one", chosen.id], queryFn: () => records.get(product, chosen.id) });
    const priced = found.currency === currency || !found.currency;
    onChange({ product: chosen, name: found.title, ...(priced && found.price ? { price: String(found.price) } : {}) });
  };
  return (
    <li className="yl-line" aria-label={t("records.lines.line", { number })}>
      <div className="yl-line-what">
        <ReferencePicker object="product" value={line.product} onChange={(chosen) => void pick(chosen)} aria-label={t("records.lines.product")} />
        {!line.product && <Input aria-label={t("records.lines.name")} placeholder={t("records.lines.free")} maxLength={200} value={line.name} onChange={(event) => onChange({ name: event.target.value })} />}
      </div>
      <NumberCell label={t("records.lines.quantity")} value={line.quantity} onChange={(quantity) => onChange({ quantity })} />
      <NumberCell label={t("records.lines.price")} value={line.price} onChange={(price) => onChange({ price })} />
      <NumberCell label={t("records.lines.discount")} value={line.discount} suffix="%" max={100} onChange={(discount) => onChange({ discount })} />
      <div className="yl-line-cell yl-number">
        <span className="yl-field-label">{t("records.lines.amount")}</span>
        <output>{formatMoney(draftAmount(line), currency)}</output>
      </div>
      <IconButton label={t("records.lines.remove", { number })} icon={<DeleteOutlined />} onClick={onRemove} />
    </li>
  );
}

/** What is sold: a product or a free text, how many, at which price; the sum stands below. */
export function LinesEditor({ value, onChange, currency }: EditorProps) {
  const t = useT();
  const change = (key: string, part: Partial<LineDraft>) => onChange(value.map((line) => (line.key === key ? { ...line, ...part } : line)));
  return (
    <div className="yl-stack">
      <ul className="yl-plain-list yl-lines">
        {value.map((line, index) => (
          <LineRow key={line.key} line={line} number={index + 1} currency={currency} onChange={(part) => change(line.key, part)} onRemove={() => onChange(value.filter(({ key }) => key !== line.key))} />
        ))}
      </ul>
      <Flex justify="space-between" align="center" wrap gap="small">
        <Button icon={<PlusOutlined />} onClick={() => onChange([...value, newLine()])}>
          {t("records.lines.add")}
        </Button>
        {value.length > 0 && (
          <span>
            {t("records.lines.sum")} <strong className="yl-sum">{formatMoney(draftSum(value), currency)}</strong>
          </span>
        )}
      </Flex>
    </div>
  );
}
