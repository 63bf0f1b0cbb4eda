import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Form, Select, Skeleton } from "antd";

import { problemText } from "@/records/problems";
import { RuleDays, RuleForm } from "@/records/rules/RuleForm";
import { useT } from "@/ui/i18n";
import { Failure } from "@/ui/pieces";

import { campaigns, type ReminderRule } from "./api";

const ruleKey = ["campaigns", "reminders"];

/** Hours of the clock. */
const hours = Array.from({ length: 24 }, (_, hour) => ({ value: hour, label: `${String(hour).padStart(2, "0")}:00` }));

function Reminders({ rule }: { rule: ReminderRule }) {
  const t = useT();
  const client = useQueryClient();
  return (
    <RuleForm rule={rule} intro={t("campaigns.reminders.intro")} save={campaigns.setReminders} onSaved={(next) => client.setQueryData(ruleKey, next)}>
      <RuleDays name="ahead_days" label={t("campaigns.reminders.ahead")} hint={t("campaigns.reminders.aheadHint")} min={0} max={90} />
      <RuleDays name="idle_days" label={t("campaigns.reminders.idle")} hint={t("campaigns.reminders.idleHint")} max={365} />
      <Form.Item name="hour" label={t("campaigns.reminders.hour")} extra={t("campaigns.reminders.hourHint")}>
        <Select className="yl-model" options={hours} />
      </Form.Item>
    </RuleForm>
  );
}

/** 活动提醒: when the owners of campaigns are told that one begins, or that nobody comes through a link. */
export default function RemindersPage() {
  const t = useT();
  const { data, error, refetch } = useQuery({ queryKey: ruleKey, queryFn: campaigns.reminders });
  if (error && !data) return <Failure message={problemText(error)} onRetry={() => void refetch()} />;
  return (
    <div className="yl-page">
      <h1 className="yl-page-title">{t("campaigns.reminders.title")}</h1>
      <div className="yl-two">{data ? <Reminders rule={data} /> : <Skeleton active />}</div>
    </div>
  );
}
