import { Alert, Flex, Segmented } from "antd";
import type { ReactNode } from "react";

import { useLanguage, useT, type Language } from "@/ui/i18n";

import { loadLanguage } from "../language";

function LanguageSwitch() {
  const language = useLanguage();
  const t = useT();
  return (
    <Segmented<Language>
      size="small"
      aria-label={t("app.member.language")}
      value={language}
      onChange={(next) => void loadLanguage(next)}
      options={(["zh", "en"] as const).map((value) => ({ value, label: t(`app.language.${value}`) }))}
    />
  );
}

/** What went wrong, where the eye is. */
export const Problems = ({ of }: { of: string[] }) => of.map((problem) => <Alert key={problem} className="yl-gap-below" type="error" showIcon title={problem} role="alert" />);

interface Props {
  title: string;
  intro?: ReactNode;
  problems?: string[];
  children?: ReactNode;
}

/** What all pages look like to which one comes without being inside: signing in, an invitation, a new password. */
export function EntryCard({ title, intro, problems = [], children }: Props) {
  const t = useT();
  return (
    <main className="yl-sign-in">
      <title>{title}</title>
      <div className="yl-panel yl-sign-in-card">
        <Flex justify="space-between" align="center">
          <span className="yl-brand yl-brand-flush">
            <img src="/icon.svg" alt="" />
            {t("app.name")}
          </span>
          <LanguageSwitch />
        </Flex>
        <div className="yl-gap-above">{intro}</div>
        <Problems of={problems} />
        {children}
      </div>
    </main>
  );
}
