import { CheckCircleFilled, CloseOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Flex, Progress } from "antd";
import { useState } from "react";

import { http } from "@/api/http";
import type { Answer } from "@/api/schema";
import { useSession } from "@/api/session";
import { useT } from "@/ui/i18n";
import { IconButton } from "@/ui/pieces";
import { readStored, writeStored } from "@/ui/preferences";

const beginning = () => http.get<Answer<"BeginningOut">>("/beginning");

function useDismissed() {
  const { tenant, member } = useSession();
  const key = `beginning-${tenant.code}-${member.id}`;
  const [dismissed, setDismissed] = useState(() => readStored<boolean>(localStorage, key) ?? false);
  const dismiss = () => {
    writeStored(localStorage, key, true);
    setDismissed(true);
  };
  return { dismissed, dismiss };
}

function Steps({ steps, dismiss }: { steps: Answer<"BeginningOut">["steps"]; dismiss: () => void }) {
  const t = useT();
  const done = steps.filter((step) => step.done).length;
  const next = steps.find((step) => !step.done);
  return (
    <section className="yl-panel yl-pad yl-stack" aria-label={t("app.beginning.title")}>
      <Flex justify="space-between" align="center" gap="small">
        <h2 className="yl-section-title">{t("app.beginning.title")}</h2>
        <Flex align="center" gap="small">
          <span className="yl-quiet">{t("app.beginning.count", { done, count: steps.length })}</span>
          <IconButton label={t("app.beginning.dismiss")} icon={<CloseOutlined />} onClick={dismiss} />
        </Flex>
      </Flex>
      <Progress percent={(done / steps.length) * 100} showInfo={false} size="small" aria-label={t("app.beginning.title")} />
      <ol className="yl-beginning">
        {steps.map((step, at) => (
          <li key={step.code} className={step.done ? "yl-beginning-done" : undefined}>
            <span className="yl-beginning-mark" aria-hidden>
              {step.done ? <CheckCircleFilled /> : at + 1}
            </span>
            <span className="yl-grow">
              <span className="yl-strong">{step.label}</span>
              <span className="yl-quiet yl-beginning-why">{step.done ? t("app.beginning.done") : step.why}</span>
            </span>
            <Link to={step.path} aria-label={`${t(step.done ? "app.beginning.look" : "app.beginning.go")} ${step.label}`}>
              <Button type={step === next ? "primary" : step.done ? "link" : "default"} tabIndex={-1}>
                {t(step.done ? "app.beginning.look" : "app.beginning.go")}
              </Button>
            </Link>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** The five steps by which a company begins; they are done when the company's data say so. */
export function Beginning() {
  const { dismissed, dismiss } = useDismissed();
  const { grants } = useSession();
  const sets = grants["member.create"] === "all";
  const { data } = useQuery({ queryKey: ["records", "beginning"], queryFn: beginning, enabled: sets && !dismissed });
  if (dismissed || !data || data.steps.length === 0) return null;
  return <Steps steps={data.steps} dismiss={dismiss} />;
}
