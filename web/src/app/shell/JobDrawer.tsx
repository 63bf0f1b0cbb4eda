import { Drawer, Progress } from "antd";

import type { Job } from "@/api/work";
import { jobPercent } from "@/records/jobs";
import { hasText, useT } from "@/ui/i18n";
import { Nothing } from "@/ui/pieces";
import { measures } from "@/ui/theme";

const progressStatus = { queued: "normal", running: "active", done: "success", failed: "exception" } as const;

function JobLine({ job }: { job: Job }) {
  const t = useT();
  const name = `app.jobs.kind.${job.kind}`;
  return (
    <li className="yl-related">
      <div>{hasText(name) ? t(name) : job.kind}</div>
      <Progress percent={jobPercent(job)} status={progressStatus[job.state]} aria-label={t(`app.jobs.state.${job.state}`)} />
      {job.detail && <div className="yl-quiet">{job.detail}</div>}
    </li>
  );
}

/** The member's latest jobs, each with how far it has come. */
export default function JobDrawer({ jobs, onClose }: { jobs: Job[]; onClose: () => void }) {
  const t = useT();
  return (
    <Drawer open size={measures.notifications} title={t("app.jobs.title")} onClose={onClose}>
      {jobs.length === 0 && <Nothing title={t("app.jobs.empty")} hint={t("app.jobs.hint")} />}
      <ul className="yl-plain-list">
        {jobs.map((job) => (
          <JobLine key={job.id} job={job} />
        ))}
      </ul>
    </Drawer>
  );
}
