import { CloudSyncOutlined } from "@ant-design/icons";
import { Badge, Drawer, Progress } from "antd";
import { useState } from "react";

import { isRunning, type Job } from "@/api/work";
import { jobPercent, useJobs } from "@/records/jobs";
import { hasText, useT } from "@/ui/i18n";
import { IconButton, Nothing } from "@/ui/pieces";
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

/** Long work of this member, with its true progress; it goes on when the page is left. */
export function Jobs() {
  const t = useT();
  const [open, setOpen] = useState(false);
  const { data: jobs = [] } = useJobs();
  const running = jobs.filter(isRunning).length;
  return (
    <>
      <Badge count={running} size="small" offset={[-8, 8]}>
        <IconButton label={t("app.jobs.title")} icon={<CloudSyncOutlined spin={running > 0} />} onClick={() => setOpen(true)} />
      </Badge>
      <Drawer open={open} size={measures.notifications} title={t("app.jobs.title")} onClose={() => setOpen(false)}>
        {jobs.length === 0 && <Nothing title={t("app.jobs.empty")} hint={t("app.jobs.hint")} />}
        <ul className="yl-plain-list">
          {jobs.map((job) => (
            <JobLine key={job.id} job={job} />
          ))}
        </ul>
      </Drawer>
    </>
  );
}
