import { Link, useRouter } from "@tanstack/react-router";
import { Button, Result, Skeleton } from "antd";

import { problemText } from "@/records/problems";
import { useT } from "@/ui/i18n";
import { Failure } from "@/ui/pieces";

export function PageMissing() {
  const t = useT();
  return (
    <Result
      status="404"
      title={t("app.missing.title")}
      subTitle={t("app.missing.hint")}
      extra={
        <Link to="/">
          <Button type="primary">{t("app.missing.home")}</Button>
        </Link>
      }
    />
  );
}

export function PageFailure({ error }: { error: unknown }) {
  const router = useRouter();
  return <Failure message={problemText(error)} onRetry={() => void router.invalidate()} />;
}

export function ShellSkeleton() {
  return (
    <div className="yl-page">
      <Skeleton active paragraph={{ rows: 12 }} />
    </div>
  );
}
