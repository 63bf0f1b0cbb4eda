import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Form, Progress, Select, Skeleton, Table } from "antd";
import { useState } from "react";

import { jobPercent, useAnnounceJob, useJob } from "@/records/jobs";
import { ruleQuery, type AttributionRule } from "@/records/figures/ModelSelect";
import { problemText } from "@/records/problems";
import { RuleDays, RuleForm } from "@/records/rules/RuleForm";
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

/** How far the new rule has been worked out. */
function Rebuilding({ id }: { id: string }) {
  const t = useT();
  const { data: job } = useJob(id);
  if (!job) return null;
  return (
    <div role="status">
      <Progress percent={jobPercent(job)} />
      {job.state === "done" ? t("analytics.rule.done") : t("analytics.rule.working", { done: job.done, total: job.total || "…" })}
    </div>
  );
}

function Attribution({ rule }: { rule: AttributionRule }) {
  const t = useT();
  const client = useQueryClient();
  const announce = useAnnounceJob();
  const [job, setJob] = useState<string | null>(null);
  const onSaved = (next: AttributionRule) => {
    setJob(next.job ?? null);
    announce();
    void client.invalidateQueries({ queryKey: ["analytics"] });
  };
  return (
    <RuleForm rule={rule} intro={t("analytics.rule.intro")} save={analytics.setRule} onSaved={onSaved} after={job && <Rebuilding id={job} />}>
      <Form.Item name="model" label={t("analytics.rule.model")}>
        <Select options={rule.models} />
      </Form.Item>
      <RuleDays name="half_life_days" label={t("analytics.rule.halfLife")} hint={t("analytics.rule.halfLifeHint")} max={365} />
      <RuleDays name="look_back_days" label={t("analytics.rule.lookBack")} hint={t("analytics.rule.lookBackHint")} max={3650} />
    </RuleForm>
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
          <Attribution rule={data} />
          <Models models={data.models} />
        </div>
      ) : (
        <Skeleton active />
      )}
    </div>
  );
}
