import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Form, InputNumber, Progress, Select, Skeleton, Table } from "antd";

import { jobPercent, useAnnounceJob, useJob } from "@/records/jobs";
import { ruleQuery, type AttributionRule } from "@/records/figures/ModelSelect";
import { problemText } from "@/records/problems";
import { useT } from "@/ui/i18n";
import { Failure } from "@/ui/pieces";

import { analytics } from "./api";

/** 100 shared among touches of 14 days, 7 days and no days before the signing, with a half-life of 7 days. */
const example: { [model: string]: [string, string, string] } = {
  first: ["100.00", "0.00", "0.00"],
  last: ["0.00", "0.00", "100.00"],
  linear: ["33.34", "33.33", "33.33"],
  decay: ["14.29", "28.57", "57.14"],
  position: ["40.00", "20.00", "40.00"],
};

function Models({ models }: { models: AttributionRule["models"] }) {
  const t = useT();
  const parts = (["d14", "d7", "d0"] as const).map((day, at) => ({ key: day, title: t(`analytics.rule.table.${day}`), align: "right" as const, render: (_: unknown, { value }: { value: string }) => example[value]?.[at] ?? "—" }));
  return (
    <section className="yl-panel yl-pad yl-stack">
      <p className="yl-note">{t("analytics.rule.example")}</p>
      <Table
        rowKey="value"
        size="small"
        pagination={false}
        dataSource={models}
        columns={[
          { key: "model", title: t("records.figures.model"), render: (_, { label }) => <span className="yl-strong">{label}</span> },
          { key: "hint", title: "", render: (_, { value }) => t(`records.figures.models.${value}`) },
          ...parts,
        ]}
      />
    </section>
  );
}

function RuleForm({ rule }: { rule: AttributionRule }) {
  const t = useT();
  const { message } = App.useApp();
  const client = useQueryClient();
  const announce = useAnnounceJob();
  const save = useMutation({
    mutationFn: analytics.setRule,
    onSuccess: () => {
      announce();
      void client.invalidateQueries({ queryKey: ["analytics"] });
      void message.success(t("analytics.rule.saved"));
    },
    onError: (error) => void message.error(problemText(error)),
  });
  const { data: job } = useJob(save.data?.job);
  const days = { min: 1, precision: 0, suffix: t("analytics.rule.days") };
  return (
    <section className="yl-panel yl-pad yl-stack">
      <p className="yl-note">{t("analytics.rule.intro")}</p>
      {!rule.can_change && <Alert type="info" showIcon title={t("analytics.rule.readOnly")} />}
      <Form layout="vertical" disabled={!rule.can_change} initialValues={rule} onFinish={({ model, half_life_days, look_back_days }: AttributionRule) => save.mutate({ model, half_life_days, look_back_days })}>
        <Form.Item name="model" label={t("analytics.rule.model")}>
          <Select options={rule.models} />
        </Form.Item>
        <Form.Item name="half_life_days" label={t("analytics.rule.halfLife")} extra={t("analytics.rule.halfLifeHint")} rules={[{ required: true }]}>
          <InputNumber {...days} max={365} />
        </Form.Item>
        <Form.Item name="look_back_days" label={t("analytics.rule.lookBack")} extra={t("analytics.rule.lookBackHint")} rules={[{ required: true }]}>
          <InputNumber {...days} max={3650} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {t("analytics.rule.save")}
        </Button>
      </Form>
      {job && (
        <div role="status">
          <Progress percent={jobPercent(job)} />
          {job.state === "done" ? t("analytics.rule.done") : t("analytics.rule.working", { done: job.done, total: job.total ?? "…" })}
        </div>
      )}
    </section>
  );
}

/** 归因设置: how money is shared out among the campaigns that reached a customer. */
export default function RulePage() {
  const t = useT();
  const { data, error, refetch } = useQuery({ ...ruleQuery, staleTime: 0 });
  if (error && !data) return <Failure message={problemText(error)} onRetry={() => void refetch()} />;
  return (
    <div className="yl-page">
      <h1 className="yl-page-title">{t("analytics.rule.title")}</h1>
      {data ? (
        <div className="yl-two">
          <RuleForm rule={data} />
          <Models models={data.models} />
        </div>
      ) : (
        <Skeleton active />
      )}
    </div>
  );
}
