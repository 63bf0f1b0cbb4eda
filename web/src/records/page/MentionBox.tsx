import { useQuery } from "@tanstack/react-query";
import { Mentions } from "antd";
import { useDeferredValue, useState } from "react";

import { useObjectType } from "@/api/meta";
import { records } from "@/api/records";

/** Ids of the colleagues who were picked, by the name that stands in the text. */
export interface Mentioned {
  [name: string]: string;
}

/** Those whose name is still there. */
export const mentionsIn = (content: string, mentioned: Mentioned): string[] =>
  Object.entries(mentioned).flatMap(([name, id]) => (content.includes(`@${name}`) ? [id] : []));

interface MentionBoxProps {
  label: string;
  placeholder: string;
  content: string;
  autoFocus?: boolean;
  onChange: (part: { content?: string; mentioned?: Mentioned }) => void;
  onSubmit: () => void;
}

/** Prose in which @ finds a colleague by name or pinyin initials. */
export function MentionBox({ label, placeholder, content, autoFocus, onChange, onSubmit }: MentionBoxProps) {
  const member = useObjectType("member");
  const [typed, setTyped] = useState<string>();
  const q = useDeferredValue(typed);
  const { data, isFetching } = useQuery({
    queryKey: ["records", "members", "candidates", q],
    queryFn: ({ signal }) => records.list(member!, { q, limit: 10, columns: [] }, signal),
    enabled: Boolean(member) && q !== undefined,
  });
  const found = data?.items ?? [];
  const idOf = (name: string) => found.find(({ title }) => title === name)?.id;
  const take = (name = "") => {
    const id = idOf(name);
    if (id) onChange({ mentioned: { [name]: id } });
  };
  return (
    <Mentions
      aria-label={label}
      placeholder={placeholder}
      autoFocus={autoFocus}
      autoSize={{ minRows: 2, maxRows: 8 }}
      loading={isFetching}
      filterOption={false}
      options={found.map(({ title }) => ({ value: title, label: title }))}
      value={content}
      onSearch={setTyped}
      onSelect={({ value }) => take(value)}
      onChange={(next) => onChange({ content: next })}
      onKeyDown={(event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && onSubmit()}
    />
  );
}
