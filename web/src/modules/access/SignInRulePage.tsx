import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Form, Skeleton, Switch } from "antd";

import { signInRule, type SignInRule } from "@/api/access";
import { problemText } from "@/records/problems";
import { RuleForm } from "@/records/rules/RuleForm";
import { useT } from "@/ui/i18n";
import { Failure } from "@/ui/pieces";

const key = ["rule", "sign-in"];

/** What the company asks of everybody who signs in to it. */
export default function SignInRulePage() {
  const t = useT();
  const client = useQueryClient();
  const { data, error, refetch } = useQuery({ queryKey: key, queryFn: signInRule.get });
  return (
    <div className="yl-page">
      <h1 className="yl-page-title">{t("access.signInRule.title")}</h1>
      {error && <Failure message={problemText(error)} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton active />}
      {data && (
        <RuleForm<SignInRule> rule={data} intro={t("access.signInRule.intro")} save={signInRule.set} onSaved={(next) => client.setQueryData(key, next)}>
          <Form.Item name="second_factor" valuePropName="checked" label={t("access.signInRule.factor")} extra={t("access.signInRule.factorHint")}>
            <Switch />
          </Form.Item>
        </RuleForm>
      )}
    </div>
  );
}
