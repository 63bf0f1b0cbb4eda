import { UploadOutlined } from "@ant-design/icons";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Alert, Button, Flex, Skeleton, Steps, Upload } from "antd";

import { imports } from "@/api/imports";
import { problemText, useReport } from "@/records/problems";
import { useT } from "@/ui/i18n";
import { Failure } from "@/ui/pieces";

import { purpose, takeover, type TakeoverStep } from "./api";

const importsPage = "/settings/imports";

/** What a file of this step holds, what came in, and the button for the next file. */
function StepBody({ step }: { step: TakeoverStep }) {
  const t = useT();
  const navigate = useNavigate();
  const upload = useMutation({
    mutationFn: (file: File) => imports.upload(step.object, file, purpose),
    onSuccess: ({ id }) => void navigate({ to: importsPage, search: { id } as never }),
    onError: useReport(),
  });
  const take = (file: File) => {
    upload.mutate(file);
    return false;
  };
  return (
    <div className="yl-stack">
      <div>{step.hint}</div>
      <div className="yl-quiet">{t("takeover.columns", { columns: step.columns.join(t("takeover.comma")) })}</div>
      <Flex gap="small" align="center" wrap>
        <Upload accept=".xlsx,.xls,.csv" showUploadList={false} beforeUpload={take} disabled={upload.isPending}>
          <Button icon={<UploadOutlined />} loading={upload.isPending} aria-label={t("takeover.uploadOf", { plural: step.label })}>
            {t("takeover.upload")}
          </Button>
        </Upload>
        {step.imports.map((id, index) => (
          <Link key={id} to={importsPage} search={{ id } as never}>
            {t("takeover.file", { number: step.imports.length - index })}
          </Link>
        ))}
      </Flex>
    </div>
  );
}

/** Asks every rule that the data must keep. */
function Check() {
  const t = useT();
  const { mutate, data, isPending } = useMutation({ mutationFn: takeover.check, onError: useReport() });
  return (
    <section className="yl-panel yl-pad yl-stack" aria-label={t("takeover.check")}>
      <Flex gap="small" align="center" wrap>
        <span className="yl-section-title">{t("takeover.check")}</span>
        <Button loading={isPending} onClick={() => mutate()}>
          {t("takeover.checkNow")}
        </Button>
      </Flex>
      <span className="yl-quiet">{t("takeover.checkHint")}</span>
      {data && data.broken.length === 0 && <Alert type="success" showIcon title={t("takeover.sound", { count: data.rules })} />}
      {data?.broken.map(({ code, rule, count }) => <Alert key={code} type="error" showIcon title={t("takeover.broken", { rule, count })} />)}
    </section>
  );
}

/** 期初迁移: existing business comes in file by file, in the order in which one refers to the other. */
export default function TakeoverPage() {
  const t = useT();
  const { data, error, refetch } = useQuery({ queryKey: ["takeover"], queryFn: takeover.progress, staleTime: 0 });
  if (error && !data) return <Failure message={problemText(error)} onRetry={() => void refetch()} />;
  const next = data?.steps.findIndex(({ records }) => records === 0) ?? 0;
  return (
    <div className="yl-page">
      <h1 className="yl-page-title">{t("takeover.title")}</h1>
      <p className="yl-note">{t("takeover.intro")}</p>
      {data ? (
        <div className="yl-panel yl-pad">
          <Steps
            orientation="vertical"
            current={next < 0 ? data.steps.length : next}
            items={data.steps.map((step) => ({
              title: t("takeover.step", { plural: step.label, count: step.records }),
              status: step.records > 0 ? ("finish" as const) : undefined,
              content: <StepBody step={step} />,
            }))}
          />
        </div>
      ) : (
        <Skeleton active />
      )}
      <Check />
    </div>
  );
}
