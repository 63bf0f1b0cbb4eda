import { useMutation, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useRouter } from "@tanstack/react-router";
import { Button, Flex, Form, Input } from "antd";
import { useState } from "react";

import { ApiError } from "@/api/http";
import { doors } from "@/api/identity";
import { signIn, signInCode } from "@/api/session";
import { formErrors } from "@/records/problems";
import { useT } from "@/ui/i18n";

import { client } from "../client";
import { EntryCard } from "./EntryCard";

interface Credentials {
  email: string;
  password: string;
  /** Of the second factor. */
  code: string;
}

const route = getRouteApi("/sign-in");

const alreadySignedIn = (error: unknown) => error instanceof ApiError && error.status === 409;

function useSignIn() {
  const t = useT();
  const router = useRouter();
  const { next } = route.useSearch();
  const [form] = Form.useForm<Credentials>();
  const [problems, setProblems] = useState<string[]>([]);
  const [step, setStep] = useState<"password" | "code">("password");
  const enter = () => {
    client.clear();
    router.history.push(next ?? "/");
  };
  const explain = (error: unknown) => {
    if (alreadySignedIn(error)) return void enter();
    if (error instanceof ApiError && error.status === 429) return setProblems([error.problem.detail || t("app.signIn.tooMany")]);
    const { fields, rest } = formErrors(error, ["email", "password", "code"]);
    form.setFields(fields as Parameters<typeof form.setFields>[0]);
    setProblems(rest);
  };
  const { mutate, isPending } = useMutation({
    mutationFn: ({ email, password, code }: Credentials) => (step === "code" ? signInCode(code.trim()) : signIn(email, password)),
    onMutate: () => setProblems([]),
    onSuccess: (next) => (next === "code" ? setStep("code") : enter()),
    onError: explain,
  });
  const back = () => {
    setProblems([]);
    setStep("password");
  };
  return { form, problems, step, submit: mutate, back, isPending };
}

export default function SignIn() {
  const t = useT();
  const { form, problems, step, submit, back, isPending } = useSignIn();
  const required = (key: string) => [{ required: true, message: t(key) }];
  return (
    <EntryCard title={t("app.signIn.title")} intro={<p className="yl-quiet">{t("app.signIn.promise")}</p>} problems={problems}>
      <Form form={form} layout="vertical" size="large" requiredMark={false} onFinish={submit}>
        {step === "password" ? (
          <>
            <Form.Item name="email" label={t("app.signIn.email")} rules={required("app.signIn.emailMissing")}>
              <Input type="email" autoComplete="username" autoFocus />
            </Form.Item>
            <Form.Item name="password" label={t("app.signIn.password")} rules={required("app.signIn.passwordMissing")}>
              <Input.Password autoComplete="current-password" />
            </Form.Item>
          </>
        ) : (
          <Form.Item name="code" label={t("app.signIn.code")} extra={t("app.signIn.codeHint")} rules={required("app.signIn.codeMissing")}>
            <Input autoComplete="one-time-code" inputMode="numeric" autoFocus maxLength={20} />
          </Form.Item>
        )}
        <Button type="primary" htmlType="submit" block loading={isPending}>
          {t("app.signIn.submit")}
        </Button>
        {step === "code" && (
          <Button type="link" block onClick={back}>
            {t("app.signIn.back")}
          </Button>
        )}
      </Form>
      {step === "password" && <OtherWays />}
    </EntryCard>
  );
}

/** For who has no password, or no company. */
function OtherWays() {
  const t = useT();
  const { data } = useQuery({ queryKey: ["doors"], queryFn: doors });
  return (
    <Flex justify="space-between" className="yl-gap-above">
      <Link to="/forgotten">{t("app.forgotten.link")}</Link>
      {data?.sign_up && <Link to="/sign-up">{t("app.signUp.link")}</Link>}
    </Flex>
  );
}
