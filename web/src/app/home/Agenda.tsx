import { PhoneOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import { Flex } from "antd";
import { Suspense, useState } from "react";

import type { AgendaItem } from "@/api/home";
import { fieldOf, useMeta, type ObjectType } from "@/api/meta";
import { isReference, valueOf } from "@/api/records";
import { useSession } from "@/api/session";
import { recordAddress } from "@/records/addresses";
import { FieldValue, isEmpty } from "@/records/fields/FieldValue";
import { extensionOf } from "@/records/registry";
import { useT } from "@/ui/i18n";
import { Moment, StatusTag } from "@/ui/pieces";

import { FollowUp } from "./FollowUp";

interface Line extends AgendaItem {
  /** It waits no longer; the line stays where it is until the page is left. */
  done?: boolean;
}

/** The lines in the order in which they were first seen, so that none moves under a hand: what is done stays, what is new comes below. */
function useSteady(agenda: AgendaItem[]): Line[] {
  const [seen, setSeen] = useState(agenda);
  const fresh = agenda.filter(({ record }) => !seen.some((line) => line.record.id === record.id));
  if (fresh.length > 0) setSeen([...seen, ...fresh]);
  const now = new Map(agenda.map((item) => [item.record.id, item]));
  return [...seen, ...fresh].map((line) => now.get(line.record.id) ?? { ...line, done: true });
}

/** Told by the tag, the phone number or the title already. */
const toldElsewhere = new Set(["mobile", "phone", "contact", "currency", "state", "due_at", "due_on"]);

function Facts({ type, record }: { type: ObjectType; record: AgendaItem["record"] }) {
  const { member } = useSession();
  const names = Object.keys(record).filter((name) => !toldElsewhere.has(name) && !isEmpty(valueOf(record, name)));
  return names
    .filter((name) => !(name === "owner" && isReference(record.owner) && record.owner.id === member.id))
    .flatMap((name) => fieldOf(type, name) ?? [])
    .map((field) => (
      <span key={field.name}>
        <FieldValue type={type} field={field} value={valueOf(record, field.name)} record={record} />
      </span>
    ));
}

/** A number that is masked is nobody's to call. */
const dialled = (phone: string) => (phone.includes("*") ? undefined : `tel:${phone}`);

function LastWords({ last }: { last: NonNullable<AgendaItem["last"]> }) {
  const followUp = useMeta().objects.follow_up;
  const kind = followUp && fieldOf(followUp, "kind")?.options.find(({ value }) => value === last.kind)?.label;
  return (
    <div className="yl-quiet yl-cut">
      {kind} {last.at && <Moment at={last.at} />} {last.text}
    </div>
  );
}

function AgendaLine({ line, type }: { line: Line; type: ObjectType }) {
  const { record, phone, done } = line;
  const t = useT();
  const Act = extensionOf(type.code).nextAct;
  return (
    <li className="yl-related" data-done={done}>
      <Flex gap="small" align="center">
        <div className="yl-grow">
          <Flex gap="small" wrap align="center">
            <span className="yl-quiet">{type.label}</span>
            <Link to={recordAddress(type, record.id)} className={done ? "yl-done" : "yl-strong"}>
              {record.title}
            </Link>
            {done ? <StatusTag tone="success">{t("app.home.done")}</StatusTag> : line.why.map((why, index) => <StatusTag key={why} tone={line.late && index === 0 ? "error" : "processing"}>{why}</StatusTag>)}
            <span className={line.late && !done ? "yl-late" : "yl-quiet"}>
              <Moment at={line.since} />
            </span>
          </Flex>
          <Flex gap="small" wrap className="yl-quiet">
            {phone && (
              <a href={dialled(phone)}>
                <PhoneOutlined aria-hidden /> {phone}
              </a>
            )}
            <Facts type={type} record={record} />
          </Flex>
          {line.last && <LastWords last={line.last} />}
        </div>
        {!done && (
          <Suspense>
            {Act ? <Act type={type} record={record} /> : type.actions.includes("follow_up") && <FollowUp type={type} record={record} />}
          </Suspense>
        )}
      </Flex>
    </li>
  );
}

/** The next things in their order, each to be done where it stands. */
export function Agenda({ agenda }: { agenda: AgendaItem[] }) {
  const t = useT();
  const { objects } = useMeta();
  const lines = useSteady(agenda);
  return (
    <section className="yl-panel yl-pad" aria-label={t("app.home.todo")}>
      <h2 className="yl-section-title">{t("app.home.todo")}</h2>
      <ul className="yl-plain-list">
        {lines.map((line) => {
          const type = objects[line.object];
          return type && <AgendaLine key={line.record.id} line={line} type={type} />;
        })}
      </ul>
    </section>
  );
}
