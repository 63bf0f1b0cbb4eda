import { Link, useRouter } from "@tanstack/react-router";
import { Button, Skeleton } from "antd";

import { problemText } from "@/records/problems";
import { useT } from "@/ui/i18n";
import { Failure, Nothing } from "@/ui/pieces";

export function PageMissing() {
  const t = useT();
  return (
    <Nothing title={t("app.missing.title")} hint={t("app.missing.hint")}>
      <Link to="/">
        <Button type="primary">{t("app.missing.home")}</Button>
      </Link>
    </Nothing>
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
