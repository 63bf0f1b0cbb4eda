import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Alert, Button, Checkbox, Form, Input } from "antd";
import { useState } from "react";

import { goToCompany } from "@/api/company";
import { doors, foundCompany, sendSignUpCode, type Founding } from "@/api/identity";
import { sessionQuery } from "@/api/session";
import { useT } from "@/ui/i18n";

import { EntryCard } from "./EntryCard";
import { NewPassword } from "./NewPassword";
import { useEntryForm } from "./useEntryForm";

interface Values extends Founding {
  email: string;
  terms: boolean;
}

/** First the mailbox; then the code that went there, and what the company is called. Who is signed in has shown theirs. */
function useFounding(known: boolean) {
  const [email, setEmail] = useState<string>();
  const asking = useEntryForm<{ email: string }>(["email"], async ({ email }) => {
    await sendSignUpCode(email);
    setEmail(email);
  });
  const founding = useEntryForm<Values, { company: string }>(["company", "name", "code", "password"], ({ company, name, code, password }) => foundCompany({ company, name, code, password }), ({ company }) => goToCompany(company));
  return { asking, founding, email, again: () => setEmail(undefined), ready: known || email !== undefined };
}

function Terms({ address }: { address: string }) {
  const t = useT();
  const agreed = (_: unknown, value: boolean) => (value ? Promise.resolve() : Promise.reject(new Error(t("app.signUp.termsMissing"))));
  return (
    <Form.Item name="terms" valuePropName="checked" rules={[{ validator: agreed }]}>
      <Checkbox>
        {t("app.signUp.terms")}{" "}
        {address && (
          <a href={address} target="_blank" rel="noreferrer">
            {t("app.signUp.readTerms")}
          </a>
        )}
      </Checkbox>
    </Form.Item>
  );
}

/** A company of one's own. */
export default function SignUp() {
  const t = useT();
  const { data: open } = useQuery({ queryKey: ["doors"], queryFn: doors });
  const { data: session } = useQuery({ ...sessionQuery, enabled: false });
  const { asking, founding, email, again, ready } = useFounding(Boolean(session));
  const required = (key: string) => [{ required: true, whitespace: true, message: t(key) }];
  return (
    <EntryCard title={t("app.signUp.title")} intro={<h1 className="yl-section-title">{t("app.signUp.title")}</h1>} problems={ready ? founding.problems : asking.problems}>
      {open?.sign_up === false && <Alert type="info" showIcon title={t("app.signUp.closed")} />}
      {open?.sign_up && !ready && (
        <Form form={asking.form} layout="vertical" size="large" requiredMark={false} onFinish={asking.submit}>
          <p className="yl-quiet">{t("app.signUp.intro")}</p>
          <Form.Item name="email" label={t("app.signIn.email")} rules={required("app.signIn.emailMissing")}>
            <Input type="email" autoComplete="username" autoFocus />
          </Form.Item>
          <Button type="primary" htmlType="submit" block loading={asking.isPending}>
            {t("app.prove.send")}
          </Button>
        </Form>
      )}
      {open?.sign_up && ready && (
        <Form form={founding.form} layout="vertical" size="large" requiredMark={false} initialValues={{ name: session?.member.title }} onFinish={founding.submit}>
          {!session && (
            <>
              <Form.Item name="code" label={t("app.signIn.code")} extra={t("app.prove.sent", { email: email! })} rules={required("app.signIn.codeMissing")}>
                <Input autoComplete="one-time-code" inputMode="numeric" autoFocus maxLength={6} />
              </Form.Item>
              <NewPassword autoFocus={false} />
            </>
          )}
          <Form.Item name="company" label={t("app.signUp.company")} rules={required("app.signUp.companyMissing")}>
            <Input autoComplete="organization" maxLength={200} autoFocus={Boolean(session)} />
          </Form.Item>
          <Form.Item name="name" label={t("app.signUp.name")} rules={required("app.signUp.nameMissing")}>
            <Input autoComplete="name" maxLength={100} />
          </Form.Item>
          <Terms address={open.terms} />
          <Button type="primary" htmlType="submit" block loading={founding.isPending}>
            {t("app.signUp.found")}
          </Button>
          {!session && (
            <Button type="link" block onClick={again}>
              {t("app.signUp.otherAddress")}
            </Button>
          )}
        </Form>
      )}
      <Link to="/sign-in" search={{ next: undefined }}>
        <Button type="link" block>
          {t("app.entry.toSignIn")}
        </Button>
      </Link>
    </EntryCard>
  );
}
