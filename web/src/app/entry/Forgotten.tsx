import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Alert, Button, Form, Input } from "antd";

import { doors, forgotPassword } from "@/api/identity";
import { useT } from "@/ui/i18n";

import { EntryCard } from "./EntryCard";
import { useEntryForm } from "./useEntryForm";

/** Says the same for every address: who has a sign-in here is nobody's business. */
export default function Forgotten() {
  const t = useT();
  const { data } = useQuery({ queryKey: ["doors"], queryFn: doors });
  const { form, problems, submit, isPending, isSuccess } = useEntryForm<{ email: string }>(["email"], ({ email }) => forgotPassword(email));
  const back = (
    <Link to="/sign-in" search={{ next: undefined }}>
      <Button type="link" block>
        {t("app.entry.toSignIn")}
      </Button>
    </Link>
  );
  return (
    <EntryCard title={t("app.forgotten.title")} intro={<h1 className="yl-section-title">{t("app.forgotten.title")}</h1>} problems={problems}>
      {isSuccess ? (
        <Alert type="success" showIcon title={t("app.forgotten.sent")} role="status" />
      ) : data?.mail === false ? (
        <Alert type="info" showIcon title={t("app.forgotten.noMail")} />
      ) : (
        <Form form={form} layout="vertical" size="large" requiredMark={false} onFinish={submit}>
          <p className="yl-quiet">{t("app.forgotten.intro")}</p>
          <Form.Item name="email" label={t("app.signIn.email")} rules={[{ required: true, message: t("app.signIn.emailMissing") }]}>
            <Input type="email" autoComplete="username" autoFocus />
          </Form.Item>
          <Button type="primary" htmlType="submit" block loading={isPending}>
            {t("app.forgotten.send")}
          </Button>
        </Form>
      )}
      {back}
    </EntryCard>
  );
}
