import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useDeferredValue, useState } from "react";

import { useObjectType, type ObjectType } from "@/api/meta";
import { records, type Filter, type Reference } from "@/api/records";
import { search } from "@/api/work";
import { useT } from "@/ui/i18n";

/** Of any object, where the field does not say which: by the search over everything. */
function useCandidates(type: ObjectType | undefined, any: boolean, typed: string, open: boolean, filter?: Filter) {
  const q = useDeferredValue(typed);
  return useQuery<{ items: { id: string; title: string; subtitle?: string }[] }>({
    queryKey: ["records", type?.path, "candidates", q, filter],
    queryFn: ({ signal }) => (type ? records.list(type, { q, filter, limit: 20, columns: [] }, signal) : search(q, signal)),
    enabled: open && (any ? q !== "" : Boolean(type)),
    placeholderData: keepPreviousData,
  });
}

interface Choices {
  typed: string;
  setTyped: (text: string) => void;
  setOpen: (open: boolean) => void;
  loading: boolean;
  candidates: Reference[];
}

function useChoices(object: string, type: ObjectType | undefined, filter?: Filter): Choices {
  const [typed, setTyped] = useState("");
  const [open, setOpen] = useState(false);
  const { data, isFetching } = useCandidates(type, object === "", typed, open, filter);
  const candidates = (data?.items ?? []).map(({ id, title, subtitle }) => ({ object, id, title: [title, subtitle].filter(Boolean).join(" · ") }));
  return { typed, setTyped, setOpen, loading: isFetching, candidates };
}

const toOptions = (references: Reference[]) => references.map(({ id, title }) => ({ value: id, label: title }));

function withChosen(chosen: Reference[], candidates: Reference[]): Reference[] {
  return [...chosen, ...candidates.filter(({ id }) => chosen.every((one) => one.id !== id))];
}

interface PickerProps {
  id?: string;
  object: string;
  value?: Reference | null;
  onChange?: (value: Reference | null) => void;
  /** Narrows what may be chosen. */
  filter?: Filter;
  disabled?: boolean;
  autoFocus?: boolean;
  placeholder?: string;
  "aria-label"?: string;
}

/** Finds one record of another object by name, at the server. */
export function ReferencePicker({ object, value, onChange, filter, disabled, ...rest }: PickerProps) {
  const t = useT();
  const type = useObjectType(object);
  const { typed, setTyped, setOpen, loading, candidates } = useChoices(object, type, filter);
  const chosen = value?.id ? [value] : [];
  const options = typed ? candidates : withChosen(chosen, candidates);
  return (
    <Select
      {...rest}
      className="yl-full"
      allowClear
      disabled={disabled || !type}
      loading={loading}
      value={value?.id ?? null}
      options={toOptions(options)}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      onOpenChange={setOpen}
      onChange={(id: string | null) => onChange?.(options.find((option) => option.id === id) ?? null)}
      placeholder={rest.placeholder ?? t("records.pick", { object: type?.label ?? "" })}
    />
  );
}

/** Titles for ids that came from an address or a saved view. */
function useTitles(object: string, type: ObjectType | undefined, ids: string[]): Reference[] {
  const answers = useQueries({
    queries: ids.map((id) => ({
      queryKey: ["records", type?.path, "one", id],
      queryFn: () => records.get(type!, id),
      enabled: Boolean(type),
      staleTime: 5 * 60_000,
    })),
  });
  return ids.map((id, index) => ({ object, id, title: answers[index]?.data?.title ?? id }));
}

interface SeveralProps {
  object: string;
  value: string[];
  onChange: (ids: string[]) => void;
  "aria-label"?: string;
}

const me = "me";

/** Several records of another object, by id; "me" stands for whoever asks. */
export function ReferencesPicker({ object, value, onChange, ...rest }: SeveralProps) {
  const t = useT();
  const type = useObjectType(object);
  const { setTyped, setOpen, loading, candidates } = useChoices(object, type);
  const chosen = useTitles(object, type, value.filter((id) => type && id !== me));
  const myself = object === "member" ? [{ value: me, label: t("records.me") }] : [];
  return (
    <Select
      {...rest}
      mode="multiple"
      className="yl-full"
      loading={loading}
      value={value}
      options={[...myself, ...toOptions(withChosen(chosen, candidates))]}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      onOpenChange={setOpen}
      onChange={onChange}
      labelRender={({ label, value: id }) => (label === undefined || label === id ? t("records.filter.oneRecord") : label)}
      placeholder={t("records.pick", { object: type?.label ?? "" })}
    />
  );
}
