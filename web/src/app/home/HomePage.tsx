import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Flex, Segmented, Skeleton } from "antd";
import { useState } from "react";

import { home } from "@/api/home";
import { useSession } from "@/api/session";
import { problemText } from "@/records/problems";
import { useT } from "@/ui/i18n";
import { Failure, Nothing } from "@/ui/pieces";
import { readStored, writeStored } from "@/ui/preferences";

import { Agenda } from "./Agenda";
import { Beginning } from "./Beginning";
import { Month, Stages } from "./Standing";
import { Counts, People, Running } from "./Waiting";

type Whose = "me" | "team";

/** Who sees more than their own may look at all of it. */
function useWhose() {
  const { grants } = useSession();
  const leads = ["opportunity", "lead", "contract"].some((object) => (grants[`${object}.read`] ?? "self") !== "self");
  const [whose, setWhose] = useState<Whose>(() => (leads ? (readStored<Whose>(localStorage, "home") ?? "team") : "me"));
  const choose = (next: Whose) => {
    writeStored(localStorage, "home", next);
    setWhose(next);
  };
  return { leads, whose, choose };
}

/** 工作台: what to do now, each line of it where it stands; beside it my month. */
export default function HomePage() {
  const t = useT();
  const { leads, whose, choose } = useWhose();
  // Under "records", so that every act on a record brings the figures up to date.
  const { data, error, refetch } = useQuery({ queryKey: ["records", "home", whose], queryFn: () => home(whose), placeholderData: keepPreviousData });
  return (
    <div className="yl-page">
      <Flex justify="space-between" align="center">
        <h1 className="yl-page-title">{t("app.home.title")}</h1>
        {leads && (
          <Segmented<Whose>
            aria-label={t("app.home.of")}
            value={whose}
            onChange={choose}
            options={[
              { value: "me", label: t("app.home.mine") },
              { value: "team", label: t("app.home.team") },
            ]}
          />
        )}
      </Flex>
      <Beginning />
      {error && !data && <Failure message={problemText(error)} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton active paragraph={{ rows: 12 }} />}
      {data && (
        <div className="yl-home">
          <div className="yl-stack">
            <Counts todo={data.todo} />
            {data.agenda.length === 0 && <Nothing title={t("app.home.empty")} hint={t("app.home.emptyHint")} />}
            <Agenda key={whose} agenda={data.agenda} />
          </div>
          <div className="yl-stack">
            <People people={data.people} todo={data.todo} />
            <Running />
            <Month month={data.month} />
            <Stages stages={data.stages} />
          </div>
        </div>
      )}
    </div>
  );
}
