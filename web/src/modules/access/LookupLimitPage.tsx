import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Form, InputNumber, Skeleton } from "antd";

import { http } from "@/api/http";
import type { Answer } from "@/api/schema";
import { problemText } from "@/records/problems";
import { RuleForm } from "@/records/rules/RuleForm";
import { useT } from "@/ui/i18n";
import { Failure } from "@/ui/pieces";

type LookupLimit = Answer<"LookupLimitOut">;

const limitKey = ["access", "lookup-limit"];
const limits = { per_hour: 10_000, rows_per_hour: 10_000_000 } as const;

function Limit({ rule }: { rule: LookupLimit }) {
  const t = useT();
  const client = useQueryClient();
  const save = ({ per_hour, rows_per_hour }: LookupLimit) => http.put<LookupLimit>("/lookup-limit", { per_hour, rows_per_hour });
  return (
    <RuleForm rule={rule} intro={t("access.lookups.intro")} save={save} onSaved={(next) => client.setQueryData(limitKey, next)}>
      {(["per_hour", "rows_per_hour"] as const).map((name) => (
        <Form.Item key={name} name={name} label={t(`access.lookups.${name}`)} extra={t(`access.lookups.${name}Hint`)} rules={[{ required: true }]}>
          <InputNumber precision={0} min={0} max={limits[name]} />
        </Form.Item>
      ))}
    </RuleForm>
  );
}

/** 查重限额: how often within an hour members are told whether somebody else's record exists. */
export default function LookupLimitPage() {
  const t = useT();
  const { data, error, refetch } = useQuery({ queryKey: limitKey, queryFn: () => http.get<LookupLimit>("/lookup-limit") });
  if (error && !data) return <Failure message={problemText(error)} onRetry={() => void refetch()} />;
  return (
    <div className="yl-page">
      <h1 className="yl-page-title">{t("access.lookups.title")}</h1>
      <div className="yl-two">{data ? <Limit rule={data} /> : <Skeleton active />}</div>
    </div>
  );
}
