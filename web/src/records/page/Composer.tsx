import { useMutation } from "@tanstack/react-query";
import { App, Button, DatePicker, Flex, Input, Segmented } from "antd";
import { useState } from "react";

import { NetworkError } from "@/api/http";
import { fieldOf, useObjectType, type ObjectType } from "@/api/meta";
import { followUps, type RecordData } from "@/api/records";
import { fromPicker, toPicker } from "@/ui/format";
import { useT } from "@/ui/i18n";

import { useDraft } from "../form/useDraft";
import { useReport } from "../problems";
import { useRefresh } from "../queries";

interface Note {
  kind: string;
  content: string;
  next_at: string | null;
}

function useNote(type: ObjectType, record: RecordData, firstKind: string) {
  const blank: Note = { kind: firstKind, content: "", next_at: null };
  const draft = useDraft(`follow-up.${record.id}`);
  const [note, setNote] = useState<Note>({ ...blank, ...(draft.found as Partial<Note> | undefined) });
  const [key, setKey] = useState(() => crypto.randomUUID());
  const refresh = useRefresh(type);
  const report = useReport();
  const change = (part: Partial<Note>) => {
    const next = { ...note, ...part };
    setNote(next);
    draft.keep({ ...next });
  };
  const save = useMutation({
    mutationFn: () => followUps.add({ object: type.code, id: record.id }, note, key),
    onSuccess: () => {
      draft.forget();
      setNote({ ...blank, kind: note.kind });
      setKey(crypto.randomUUID());
      return refresh();
    },
    onError: (error) => {
      if (!(error instanceof NetworkError)) setKey(crypto.randomUUID());
      report(error);
    },
  });
  return { note, change, save };
}

/** Writes a follow-up and sets the next one in one go. Ctrl/⌘ Enter saves. */
export function Composer({ type, record }: { type: ObjectType; record: RecordData }) {
  const t = useT();
  const { message } = App.useApp();
  const followUp = useObjectType("follow_up");
  const kinds = (followUp && fieldOf(followUp, "kind")?.options) ?? [];
  const { note, change, save } = useNote(type, record, kinds[0]?.value ?? "");
  if (!followUp?.actions.includes("create")) return null;
  const ready = note.content.trim() !== "" && !save.isPending;
  const submit = () => ready && save.mutate(undefined, { onSuccess: () => void message.success(t("records.followUp.saved")) });
  return (
    <section className="yl-panel yl-pad" aria-label={t("records.followUp.title")}>
      <Flex vertical gap="small">
        <Segmented aria-label={t("records.followUp.kind")} options={kinds.map(({ value, label }) => ({ value, label }))} value={note.kind} onChange={(kind) => change({ kind })} />
        <Input.TextArea
          aria-label={t("records.followUp.content")}
          placeholder={t("records.followUp.placeholder")}
          autoSize={{ minRows: 2, maxRows: 8 }}
          value={note.content}
          onChange={(event) => change({ content: event.target.value })}
          onKeyDown={(event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && submit()}
        />
        <Flex gap="small" justify="space-between" wrap>
          <DatePicker
            aria-label={t("records.followUp.next")}
            placeholder={t("records.followUp.next")}
            showTime={{ format: "HH:mm" }}
            format="YYYY-MM-DD HH:mm"
            value={toPicker(note.next_at)}
            onChange={(value) => change({ next_at: fromPicker(value) })}
          />
          <Button type="primary" ghost disabled={!ready} loading={save.isPending} onClick={submit}>
            {t("records.followUp.save")}
          </Button>
        </Flex>
      </Flex>
    </section>
  );
}
