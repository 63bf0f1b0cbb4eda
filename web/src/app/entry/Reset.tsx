import { getRouteApi, Link } from "@tanstack/react-router";
import { Alert, Button, Form } from "antd";

import { resetPassword } from "@/api/identity";
import { useT } from "@/ui/i18n";

import { EntryCard } from "./EntryCard";
import { NewPassword } from "./NewPassword";
import { useEntryForm } from "./useEntryForm";

const route = getRouteApi("/reset/$key");

/** Behind a link that was mailed, or passed on by an administrator. */
export default function Reset() {
  const t = useT();
  const { key } = route.useParams();
  const { form, problems, submit, isPending, isSuccess } = useEntryForm<{ password: string }>(["password"], ({ password }) => resetPassword(key, password));
  return (
    <EntryCard title={t("app.reset.title")} intro={<h1 className="yl-section-title">{t("app.reset.title")}</h1>} problems={problems}>
      {isSuccess ? (
        <>
          <Alert className="yl-gap-below" type="success" showIcon title={t("app.reset.done")} role="status" />
          <Link to="/sign-in" search={{ next: undefined }}>
            <Button type="primary" size="large" block>
              {t("app.signIn.submit")}
            </Button>
          </Link>
        </>
      ) : (
        <Form form={form} layout="vertical" size="large" requiredMark={false} onFinish={submit}>
          <NewPassword />
          <Button type="primary" htmlType="submit" block loading={isPending}>
            {t("app.reset.save")}
          </Button>
          <Link to="/forgotten">
            <Button type="link" block>
              {t("app.reset.again")}
            </Button>
          </Link>
        </Form>
      )}
    </EntryCard>
  );
}
