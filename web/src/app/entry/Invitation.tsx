import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Button, Form, Skeleton } from "antd";

import { goToCompany } from "@/api/company";
import { invitation, joinCompany } from "@/api/identity";
import { sessionQuery, signOut } from "@/api/session";
import { problemText } from "@/records/problems";
import { useT } from "@/ui/i18n";

import { EntryCard, Problems } from "./EntryCard";
import { NewPassword } from "./NewPassword";
import { useEntryForm } from "./useEntryForm";

const route = getRouteApi("/invitation/$token");

/** Whoever has a sign-in joins with it. */
function ToSignIn({ token, primary }: { token: string; primary: boolean }) {
  const t = useT();
  return (
    <Link to="/sign-in" search={{ next: `/invitation/${token}` }}>
      <Button type={primary ? "primary" : "link"} size="large" block>
        {t(primary ? "app.invitation.signIn" : "app.invitation.haveOne")}
      </Button>
    </Link>
  );
}

function useJoin(token: string) {
  return useEntryForm<{ password?: string }, { company: string }>(["password"], ({ password }) => joinCompany(token, password), ({ company }) => goToCompany(company));
}

function Choose({ token }: { token: string }) {
  const t = useT();
  const { form, problems, submit, isPending } = useJoin(token);
  return (
    <Form form={form} layout="vertical" size="large" requiredMark={false} onFinish={submit}>
      <Problems of={problems} />
      <NewPassword />
      <Button type="primary" htmlType="submit" block loading={isPending}>
        {t("app.invitation.join")}
      </Button>
      <ToSignIn token={token} primary={false} />
    </Form>
  );
}

function JoinAs({ token, email }: { token: string; email: string }) {
  const t = useT();
  const { problems, submit, isPending } = useJoin(token);
  const other = () => void signOut().then(() => window.location.reload());
  return (
    <div className="yl-stack">
      <Problems of={problems} />
      <Button type="primary" size="large" block loading={isPending} onClick={() => submit({})}>
        {t("app.invitation.joinAs", { email })}
      </Button>
      <Button type="link" block onClick={other}>
        {t("app.signIn.back")}
      </Button>
    </div>
  );
}

/** Behind the link by which a member is invited. */
export default function Invitation() {
  const t = useT();
  const { token } = route.useParams();
  const { data, error } = useQuery({ queryKey: ["invitation", token], queryFn: () => invitation(token), retry: false });
  const { data: session } = useQuery({ ...sessionQuery, enabled: false });
  const title = data ? t("app.invitation.title", { company: data.company }) : t("app.invitation.plain");
  const intro = (
    <>
      <h1 className="yl-section-title">{title}</h1>
      {data && <p className="yl-quiet">{t(data.known ? "app.invitation.known" : "app.invitation.intro", { name: data.name, email: data.email })}</p>}
    </>
  );
  return (
    <EntryCard title={title} intro={intro} problems={error ? [problemText(error)] : []}>
      {!data && !error && <Skeleton active />}
      {data && (session ? <JoinAs token={token} email={session.member.email} /> : data.known ? <ToSignIn token={token} primary /> : <Choose token={token} />)}
    </EntryCard>
  );
}
