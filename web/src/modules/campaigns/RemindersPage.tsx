import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Form, InputNumber, Select, Skeleton } from "antd";

import { isHidden } from "@/api/records";
import { formErrors, problemText } from "@/records/problems";
import { useT } from "@/ui/i18n";
import { Failure, Moment } from "@/ui/pieces";

import { campaigns, type ReminderRule } from "./api";

const ruleKey = ["campaigns", "reminders"];

/** Hours of the clock. */
const hours = Array.from({ length: 24 }, (_, hour) => ({ value: hour, label: `${String(hour).padStart(2, "0")}:00` }));

function RuleForm({ rule }: { rule: ReminderRule }) {
  const t = useT();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [form] = Form.useForm<ReminderRule>();
  const save = useMutation({
    mutationFn: campaigns.setReminders,
    onSuccess: (next) => {
      client.setQueryData(ruleKey, next);
      void message.success(t("campaigns.reminders.saved"));
    },
    onError: (error) => {
      const { fields, rest } = formErrors(error, ["ahead_days", "idle_days", "hour"]);
      form.setFields(fields as never);
      rest.forEach((text) => void message.error(text));
    },
  });
  const days = { precision: 0, suffix: t("campaigns.reminders.days") };
  return (
    <section className="yl-panel yl-pad yl-stack">
      <p className="yl-note">{t("campaigns.reminders.intro")}</p>
      {!rule.can_change && <Alert type="info" showIcon title={t("campaigns.reminders.readOnly")} />}
      <Form form={form} layout="vertical" disabled={!rule.can_change} initialValues={rule} onFinish={({ ahead_days, idle_days, hour }) => save.mutate({ ahead_days, idle_days, hour })}>
        <Form.Item name="ahead_days" label={t("campaigns.reminders.ahead")} extra={t("campaigns.reminders.aheadHint")} rules={[{ required: true }]}>
          <InputNumber {...days} min={0} max={90} />
        </Form.Item>
        <Form.Item name="idle_days" label={t("campaigns.reminders.idle")} extra={t("campaigns.reminders.idleHint")} rules={[{ required: true }]}>
          <InputNumber {...days} min={1} max={365} />
        </Form.Item>
        <Form.Item name="hour" label={t("campaigns.reminders.hour")} extra={t("campaigns.reminders.hourHint")}>
          <Select className="yl-model" options={hours} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {t("campaigns.reminders.save")}
        </Button>
      </Form>
      {rule.at && rule.member && (
        <p className="yl-quiet yl-note">
          {t("campaigns.reminders.by", { who: isHidden(rule.member) ? t("records.hidden") : rule.member.title })} <Moment at={rule.at} />
        </p>
      )}
    </section>
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
      <div className="yl-two">{data ? <RuleForm rule={data} /> : <Skeleton active />}</div>
    </div>
  );
}
