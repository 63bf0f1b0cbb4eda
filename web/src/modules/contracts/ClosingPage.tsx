import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Form, InputNumber, Skeleton } from "antd";

import { problemText } from "@/records/problems";
import { RuleForm } from "@/records/rules/RuleForm";
import { currencyOf } from "@/ui/format";
import { useT } from "@/ui/i18n";
import { Failure } from "@/ui/pieces";

import { contracts, type ClosingRule } from "./api";

const ruleKey = ["contracts", "closing"];

function Closing({ rule }: { rule: ClosingRule }) {
  const t = useT();
  const client = useQueryClient();
  return (
    <RuleForm rule={rule} intro={t("contracts.closing.intro")} save={contracts.setClosing} onSaved={(next) => client.setQueryData(ruleKey, next)}>
      <Form.Item name="free_up_to" label={t("contracts.closing.limit")} extra={t("contracts.closing.limitHint")} rules={[{ required: true }]}>
        <InputNumber<string> className="yl-full" stringMode inputMode="decimal" controls={false} min="0" suffix={currencyOf(rule, "free_up_to")} />
      </Form.Item>
    </RuleForm>
  );
}

/** 结案规则: how much may be given up without somebody's approval. */
export default function ClosingPage() {
  const t = useT();
  const { data, error, refetch } = useQuery({ queryKey: ruleKey, queryFn: contracts.closing });
  if (error && !data) return <Failure message={problemText(error)} onRetry={() => void refetch()} />;
  return (
    <div className="yl-page">
      <h1 className="yl-page-title">{t("contracts.closing.title")}</h1>
      <div className="yl-two">{data ? <Closing rule={data} /> : <Skeleton active />}</div>
    </div>
  );
}
