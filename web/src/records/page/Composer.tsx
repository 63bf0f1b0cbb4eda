import { useMutation } from "@tanstack/react-query";
import { App, Button, Flex, Segmented } from "antd";
import dayjs from "dayjs";
import { useEffect, useState } from "react";

import { NetworkError } from "@/api/http";
import { fieldOf, useObjectType, type ObjectType } from "@/api/meta";
import { followUps, type RecordData } from "@/api/records";
import { DateTimePicker } from "@/ui/DateTimePicker";
import { useT } from "@/ui/i18n";

import { useRefreshAll } from "../acts/useAct";
import { useDraft } from "../form/useDraft";
import { useReport } from "../problems";
import { MentionBox, mentionsIn, type Mentioned } from "./MentionBox";

interface Note {
  kind: string;
  content: string;
  next_at: string | null;
  mentioned: Mentioned;
}

interface ComposerProps {
  type: ObjectType;
  record: Pick<RecordData, "id">;
  autoFocus?: boolean;
  onSaved?: () => void;
}

function useNote({ type, record, onSaved }: ComposerProps, firstKind: string) {
  const t = useT();
  const { message } = App.useApp();
  const blank: Note = { kind: firstKind, content: "", next_at: null, mentioned: {} };
  const draft = useDraft(`follow-up.${record.id}`);
  const [note, setNote] = useState<Note>({ ...blank, ...(draft.found as Partial<Note> | undefined) });
  const [key, setKey] = useState(() => crypto.randomUUID());
  const refresh = useRefreshAll();
  const report = useReport();
  // Text and mention change in one keystroke, so neither may start from what was drawn before.
  const change = (part: Partial<Note>) => setNote((old) => ({ ...old, ...part, mentioned: { ...old.mentioned, ...part.mentioned } }));
  useEffect(() => {
    if (note.content) draft.keep({ ...note });
  }, [note, draft]);
  const save = useMutation({
    // Its key travels with what is sent: what waited for the net is the same once, however often it goes on.
    mutationFn: (key: string) => {
      const { kind, content, next_at, mentioned } = note;
      return followUps.add({ object: type.code, id: record.id }, { kind, content, next_at, mentions: mentionsIn(content, mentioned) }, key);
    },
    onSuccess: () => {
      draft.forget();
      setNote({ ...blank, kind: note.kind });
      setKey(crypto.randomUUID());
      // Said before the refresh, which may take this very line off the page.
      void message.success(t("records.followUp.saved"));
      onSaved?.();
      void refresh();
    },
    onError: (error) => {
      if (!(error instanceof NetworkError)) setKey(crypto.randomUUID());
      report(error);
    },
  });
  return { note, change, save: () => save.mutate(key), isSaving: save.isPending };
}

/** When people usually call again; in the morning, when there is time for it. */
const soon = { tomorrow: [1, "day"], three: [3, "day"], week: [1, "week"], month: [1, "month"] } as const;
const morning = 9;

/** Writes a follow-up and sets the next one in one go. Ctrl/⌘ Enter saves. */
export function Composer(props: ComposerProps) {
  const t = useT();
  const followUp = useObjectType("follow_up");
  const kinds = (followUp && fieldOf(followUp, "kind")?.options) ?? [];
  const { note, change, save, isSaving } = useNote(props, kinds[0]?.value ?? "");
  const ready = note.content.trim() !== "" && !isSaving;
  const submit = () => ready && save();
  const presets = Object.entries(soon).map(([name, [count, unit]]) => ({
    label: t(`records.followUp.soon.${name}`),
    value: () => dayjs().add(count, unit).hour(morning).minute(0).second(0),
  }));
  return (
    <Flex vertical gap="small">
      <div className="yl-scroll-x">
        <Segmented aria-label={t("records.followUp.kind")} options={kinds.map(({ value, label }) => ({ value, label }))} value={note.kind} onChange={(kind) => change({ kind })} />
      </div>
      <MentionBox
        label={t("records.followUp.content")}
        placeholder={t("records.followUp.placeholder")}
        autoFocus={props.autoFocus}
        content={note.content}
        onChange={change}
        onSubmit={submit}
      />
      <Flex gap="small" justify="space-between" wrap>
        <div className="yl-grow">
          <DateTimePicker aria-label={t("records.followUp.next")} placeholder={t("records.followUp.next")} presets={presets} value={note.next_at} onChange={(next_at) => change({ next_at })} />
        </div>
        <Button type="primary" disabled={!ready} loading={isSaving} onClick={submit}>
          {t("records.followUp.save")}
        </Button>
      </Flex>
    </Flex>
  );
}
