import { useRouter } from "@tanstack/react-router";
import { Button } from "antd";
import { lazy, Suspense, useState } from "react";

import { ApiError } from "@/api/http";
import { signOut } from "@/api/session";
import { problemText } from "@/records/problems";
import { useT } from "@/ui/i18n";

import { PageFailure } from "../shell/pages";
import { EntryCard } from "./EntryCard";

const SecondFactor = lazy(() => import("../shell/SecondFactor"));

const leave = () => void signOut().then(() => window.location.assign("/sign-in"));

/** The company asks for a second factor: here it is turned on, and then one goes on. */
function FactorNeeded({ why }: { why: string }) {
  const t = useT();
  const [open, setOpen] = useState(false);
  return (
    <EntryCard title={t("app.factor.title")} intro={<h1 className="yl-section-title">{t("app.factor.title")}</h1>}>
      <div className="yl-stack">
        <p>{why}</p>
        <Button type="primary" size="large" block onClick={() => setOpen(true)}>
          {t("app.factor.on")}
        </Button>
        <Button type="link" block onClick={leave}>
          {t("app.signIn.back")}
        </Button>
      </div>
      <Suspense>{open && <SecondFactor onClose={() => window.location.reload()} />}</Suspense>
    </EntryCard>
  );
}

/** The address names a company that this person does not belong to. */
function NotHere({ why }: { why: string }) {
  const t = useT();
  return (
    <EntryCard title={t("app.refused.title")} intro={<h1 className="yl-section-title">{t("app.refused.title")}</h1>}>
      <div className="yl-stack">
        <p>{why}</p>
        <Button type="primary" size="large" block onClick={() => window.location.assign("/")}>
          {t("app.refused.mine")}
        </Button>
        <Button type="link" block onClick={leave}>
          {t("app.signIn.back")}
        </Button>
      </div>
    </EntryCard>
  );
}

/** Why nothing of the inside can be shown, and the way on. */
export default function Refused({ error }: { error: unknown }) {
  const router = useRouter();
  const code = error instanceof ApiError ? error.code : "";
  if (code === "second_factor_needed") return <FactorNeeded why={problemText(error)} />;
  if (code === "not_in_company") return <NotHere key={router.state.location.href} why={problemText(error)} />;
  return <PageFailure error={error} />;
}
