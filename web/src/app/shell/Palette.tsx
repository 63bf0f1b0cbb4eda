import { PlusOutlined, ThunderboltOutlined } from "@ant-design/icons";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Input, Modal } from "antd";
import { useDeferredValue, useState, type KeyboardEvent, type ReactNode } from "react";

import { useMeta } from "@/api/meta";
import { search } from "@/api/work";
import { listAddress, recordAddress } from "@/records/addresses";
import { ObjectIcon } from "@/records/icons";
import { useLanguage, useT } from "@/ui/i18n";
import { setPreferences, usePreferences } from "@/ui/preferences";
import { measures } from "@/ui/theme";

import { isInside, usePlaces } from "../menu";
import { useChangeLanguage, useLeave } from "./memberActs";

interface Choice {
  key: string;
  group: string;
  label: string;
  hint?: string;
  icon: ReactNode;
  /** Where it leads, or what it does. */
  address?: string;
  search?: object;
  run?: () => void;
}

function useHits(typed: string): Choice[] {
  const { objects } = useMeta();
  const q = useDeferredValue(typed.trim());
  const { data } = useQuery({
    queryKey: ["search", q],
    queryFn: ({ signal }) => search(q, signal),
    enabled: q !== "",
    placeholderData: keepPreviousData,
  });
  if (q === "") return [];
  return (data?.items ?? []).flatMap((hit) => {
    const type = objects[hit.object];
    if (!type) return [];
    return [{ key: `hit.${hit.id}`, group: type.plural, label: hit.title, hint: hit.subtitle, icon: <ObjectIcon code={type.code} />, address: recordAddress(type, hit.id) }];
  });
}

function useChoices(typed: string): Choice[] {
  const t = useT();
  const { objects } = useMeta();
  const hits = useHits(typed);
  const places = usePlaces().map(({ path, label, icon }): Choice => ({ key: `go.${path}`, group: t("app.palette.goTo"), label, icon, address: path }));
  const creatable = Object.values(objects).filter(({ code, actions }) => actions.includes("create") && !isInside(code));
  const creates = creatable.map((type): Choice => ({ key: `new.${type.code}`, group: t("app.palette.create"), label: t("records.new", { object: type.label }), icon: <PlusOutlined />, address: listAddress(type), search: { new: true } }));
  const wanted = typed.trim().toLowerCase();
  const named = [...places, ...creates].filter(({ label }) => label.toLowerCase().includes(wanted));
  const commands = useCommands();
  return [...hits, ...named, ...commands.filter(({ label }) => label.toLowerCase().includes(wanted))];
}

/** What can be done from anywhere. */
function useCommands(): Choice[] {
  const t = useT();
  const leave = useLeave();
  const changeLanguage = useChangeLanguage();
  const language = useLanguage();
  const { mode, density } = usePreferences();
  const [otherLanguage, otherMode, otherDensity] = [language === "zh" ? "en" : "zh", mode === "light" ? "dark" : "light", density === "compact" ? "comfortable" : "compact"] as const;
  const command = (key: string, label: string, run: () => void): Choice => ({ key: `run.${key}`, group: t("app.palette.run"), label, icon: <ThunderboltOutlined />, run });
  return [
    command("mode", `${t("app.member.theme")}: ${t(`app.member.${otherMode}`)}`, () => setPreferences({ mode: otherMode })),
    command("density", `${t("app.member.density")}: ${t(`app.member.${otherDensity}`)}`, () => setPreferences({ density: otherDensity })),
    command("language", `${t("app.member.language")}: ${t(`app.language.${otherLanguage}`)}`, () => changeLanguage(otherLanguage)),
    command("sign-out", t("app.member.signOut"), leave.here),
  ];
}

function Line({ choice, active, onChoose }: { choice: Choice; active: boolean; onChoose: () => void }) {
  return (
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events -- the input above keeps the focus and handles the keys
    <div id={choice.key} role="option" tabIndex={-1} aria-selected={active} className="yl-palette-item" onClick={onChoose} ref={(line) => { if (active) line?.scrollIntoView({ block: "nearest" }); }}>
      {choice.icon}
      <span className="yl-grow yl-cut">{choice.label}</span>
      <span className="yl-quiet yl-cut">{choice.hint}</span>
    </div>
  );
}

function Groups({ choices, active, onChoose }: { choices: Choice[]; active: number; onChoose: (choice: Choice) => void }) {
  return choices.map((choice, index) => (
    <div key={choice.key} role="presentation">
      {choice.group !== choices[index - 1]?.group && <div className="yl-palette-group" role="presentation">{choice.group}</div>}
      <Line choice={choice} active={index === active} onChoose={() => onChoose(choice)} />
    </div>
  ));
}

/** Go to, create, find: one box for all of it. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const t = useT();
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const [active, setActive] = useState(0);
  const choices = useChoices(typed);
  const choose = (choice: Choice | undefined) => {
    if (!choice) return;
    onClose();
    if (choice.run) return choice.run();
    void navigate({ to: choice.address, search: choice.search as never });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Enter" && !event.nativeEvent.isComposing) choose(choices[active]);
    if (!step || choices.length === 0) return;
    event.preventDefault();
    setActive((active + step + choices.length) % choices.length);
  };
  return (
    <Modal open footer={null} closable={false} width={measures.palette} onCancel={onClose} title={<span className="yl-hidden">{t("app.palette.title")}</span>} classNames={{ header: "yl-hidden" }}>
      <Input
        autoFocus
        size="large"
        role="combobox"
        aria-expanded
        aria-controls="palette-choices"
        aria-activedescendant={choices[active]?.key}
        aria-label={t("app.palette.title")}
        placeholder={t("app.palette.placeholder")}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id="palette-choices" role="listbox" aria-label={t("app.palette.title")} className="yl-palette">
        <Groups choices={choices} active={active} onChoose={choose} />
        {choices.length === 0 && <p className="yl-quiet">{t("app.palette.nothing", { typed })}</p>}
      </div>
    </Modal>
  );
}
