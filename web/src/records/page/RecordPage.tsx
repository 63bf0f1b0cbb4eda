import { Skeleton, Tabs } from "antd";
import { Suspense, useState } from "react";

import type { ObjectType } from "@/api/meta";
import type { RecordData } from "@/api/records";
import { useT } from "@/ui/i18n";
import { Failure } from "@/ui/pieces";

import { RecordDrawer } from "../form/RecordDrawer";
import { problemText } from "../problems";
import { useRecord } from "../queries";
import { extensionOf } from "../registry";
import { Composer } from "./Composer";
import { FieldGroups } from "./FieldGroups";
import { FilesPanel } from "./FilesPanel";
import { Header } from "./Header";
import { RelatedLists } from "./RelatedLists";
import { StepsContext, useStepsPlace } from "./steps";
import { Timeline } from "./Timeline";

/** A daily record has a history that comes first, and files; what is set up comes first with what there is to set. */
const isDaily = (type: ObjectType) => extensionOf(type.code).section !== "settings";

function Middle({ type, record }: { type: ObjectType; record: RecordData }) {
  const t = useT();
  const timeline = (
    <div className="yl-stack">
      {record.can?.includes("follow_up") && (
        <section className="yl-panel yl-pad" aria-label={t("records.followUp.title")}>
          <Composer type={type} record={record} />
        </section>
      )}
      <Timeline type={type} record={record} />
    </div>
  );
  const tabs = extensionOf(type.code).tabs ?? [];
  if (tabs.length === 0) return timeline;
  const items = tabs.map(({ code, label, component: Tab }) => ({ key: code, label: t(label), children: <Suspense fallback={<Skeleton active />}><Tab type={type} record={record} /></Suspense> }));
  const history = { key: "timeline", label: t("records.timeline.title"), children: timeline };
  return <Tabs items={isDaily(type) ? [history, ...items] : [...items, history]} />;
}

function Loaded({ type, record }: { type: ObjectType; record: RecordData }) {
  const [editing, setEditing] = useState(false);
  const steps = useStepsPlace();
  const { panels = [], body: Body } = extensionOf(type.code);
  return (
    <div className="yl-page">
      <StepsContext value={steps}>
        <Header type={type} record={record} onEdit={() => setEditing(true)} />
      </StepsContext>
      {Body ? (
        <Suspense fallback={<Skeleton active paragraph={{ rows: 8 }} />}>
          <Body type={type} record={record} />
        </Suspense>
      ) : (
        <div className="yl-record-body">
          <FieldGroups type={type} record={record} />
          <div className="yl-timeline-column" data-first={isDaily(type)}>
            <Middle type={type} record={record} />
          </div>
          <div className="yl-stack">
            {panels.map((Panel, index) => (
              <Suspense key={index}>
                <Panel type={type} record={record} />
              </Suspense>
            ))}
            <RelatedLists type={type} record={record} />
            {isDaily(type) && <FilesPanel type={type} record={record} />}
          </div>
        </div>
      )}
      {editing && <RecordDrawer type={type} record={record} onClose={() => setEditing(false)} />}
    </div>
  );
}

/** One page for every record. */
export function RecordPage({ type, id }: { type: ObjectType; id: string }) {
  const { data: record, error, refetch } = useRecord(type, id);
  if (record) return <Loaded key={id} type={type} record={record} />;
  if (error) return <Failure message={problemText(error)} onRetry={() => void refetch()} />;
  return (
    <div className="yl-page">
      <div className="yl-panel yl-pad">
        <Skeleton active paragraph={{ rows: 2 }} />
      </div>
      <div className="yl-record-body">
        {[0, 1, 2].map((part) => (
          <div key={part} className="yl-panel yl-pad">
            <Skeleton active paragraph={{ rows: 8 }} />
          </div>
        ))}
      </div>
    </div>
  );
}
