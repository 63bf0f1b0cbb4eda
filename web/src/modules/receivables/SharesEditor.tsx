import { Button, Flex, InputNumber } from "antd";

import { signOf } from "@/ui/decimal";
import { formatDate, formatMoney } from "@/ui/format";
import { useT } from "@/ui/i18n";
import { StatusTag } from "@/ui/pieces";

import type { OpenInstallment, Shares } from "./api";
import { rest, roomOf } from "./shares";

interface SharesProps {
  installments: OpenInstallment[];
  amount: string;
  currency: string;
  shares: Shares;
  byHand: boolean;
  onChange: (shares: Shares) => void;
  onReset: () => void;
}

/** Which installments the money pays: the oldest first, unless somebody says otherwise. */
export function SharesEditor({ installments, amount, currency, shares, byHand, onChange, onReset }: SharesProps) {
  const t = useT();
  const open = installments.filter((item) => signOf(roomOf(item)) > 0);
  const over = rest(amount, shares);
  const sign = signOf(over);
  return (
    <section className="yl-stack" aria-label={t("receivables.allocation")}>
      <Flex justify="space-between" align="center" gap="small" wrap>
        <span className="yl-section-title">{t("receivables.allocation")}</span>
        {byHand ? (
          <Button size="small" type="link" onClick={onReset}>
            {t("receivables.automatic")}
          </Button>
        ) : (
          <span className="yl-quiet">{t("receivables.oldestFirst")}</span>
        )}
      </Flex>
      {open.length === 0 && <span className="yl-quiet">{t("receivables.nothingOpen")}</span>}
      <ul className="yl-plain-list">
        {open.map((item) => {
          const name = item.name || t("receivables.number", { number: item.position });
          return (
            <li key={item.id} className="yl-share">
              <div>
                <div>
                  {name} {item.overdue && <StatusTag tone="error">{t("receivables.overdue")}</StatusTag>}
                </div>
                <div className="yl-quiet">
                  {formatDate(item.due_on)} · {t("receivables.open", { amount: formatMoney(roomOf(item), currency) })}
                </div>
              </div>
              <InputNumber<string>
                aria-label={t("receivables.shareOf", { name })}
                className="yl-full"
                stringMode
                inputMode="decimal"
                controls={false}
                min="0"
                max={roomOf(item)}
                value={shares[item.id] ?? ""}
                onChange={(next) => onChange({ ...shares, [item.id]: next === null ? "" : String(next) })}
              />
            </li>
          );
        })}
      </ul>
      {sign !== 0 && (
        <span role="status">
          <StatusTag tone={sign > 0 ? "processing" : "error"}>{t(sign > 0 ? "receivables.prepaid" : "receivables.tooMuch", { amount: formatMoney(sign > 0 ? over : over.slice(1), currency) })}</StatusTag>
        </span>
      )}
    </section>
  );
}
