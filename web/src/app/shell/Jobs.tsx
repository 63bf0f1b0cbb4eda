import { CloudSyncOutlined } from "@ant-design/icons";
import { lazy, Suspense, useState } from "react";

import { isRunning } from "@/api/work";
import { useJobs } from "@/records/jobs";
import { useT } from "@/ui/i18n";
import { Counted, IconButton } from "@/ui/pieces";

const JobDrawer = lazy(() => import("./JobDrawer"));

/** Long work of this member, with its true progress; it goes on when the page is left. */
export function Jobs() {
  const t = useT();
  const [open, setOpen] = useState(false);
  const { data: jobs = [] } = useJobs();
  const running = jobs.filter(isRunning).length;
  return (
    <>
      <Counted count={running}>
        <IconButton label={t("app.jobs.title")} icon={<CloudSyncOutlined spin={running > 0} />} onClick={() => setOpen(true)} />
      </Counted>
      <Suspense>{open && <JobDrawer jobs={jobs} onClose={() => setOpen(false)} />}</Suspense>
    </>
  );
}
