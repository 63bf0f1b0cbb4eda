import { fileUrl, http, type Query } from "@/api/http";
import type { HiddenReference, RecordData, Reference } from "@/api/records";
import type { Answer as Told } from "@/api/schema";
import type { Figure } from "@/records/figures/figure";
import type { Ratios } from "@/records/figures/Notes";
import type { Priced } from "@/ui/format";

export interface Option {
  /** As it is stored; empty until a new one is published. */
  value: string;
  label: string;
  label_en: string;
}

export interface Question {
  key: string;
  kind: string;
  /** A field of the object that the campaign collects; else a free question. */
  target: boolean;
  label: string;
  label_en: string;
  required: boolean;
  help: string;
  help_en: string;
  placeholder: string;
  placeholder_en: string;
  options: Option[];
  max_length: number | null;
}

/** What a visitor finds after sending. */
export type After = "page" | "link" | "redirect" | "file";

export interface GatedFile {
  id: string;
  name: string;
}

/** Texts by these names in Chinese, and in English under the name with `_en`. */
export type InBoth<Text extends string> = { [name in Text | `${Text}_en`]: string };

export const formTexts = ["title", "intro", "consent", "submit_label", "thank_you"] as const;
export type FormText = (typeof formTexts)[number];

interface FormPart extends InBoth<FormText> {
  after: After;
  after_url: string;
  after_file: GatedFile | null;
}

export interface PublishedForm extends FormPart {
  number: number;
  consent_version: number;
  fields: Question[];
  published_at: string;
}

export interface FormPage {
  form: PublishedForm | null;
  available: Question[];
  usual: Question[];
}

/** A form while it is built. */
export interface FormDraft extends FormPart {
  fields: Question[];
}

type AnswerValue = string | boolean | number | string[] | null;

export interface Answer {
  key: string;
  label: string;
  label_en: string;
  kind: string;
  /** As people corrected it. */
  value: AnswerValue;
  /** As it came. */
  sent: AnswerValue;
  corrected: boolean;
}

export interface AnswersPage {
  form: PublishedForm | null;
  /** In which the visitor read the form. */
  language: string;
  answers: Answer[];
  /** What may still be corrected or added. */
  questions: Question[];
  /** The code that check-in takes, as a picture; null where there is nothing to check in to. */
  ticket: string | null;
}

/** What a finished job of sync tells too. */
export type SyncCounts = { synced: number; duplicate: number; failed: number };

export interface SyncResult extends SyncCounts {
  /** Many are a job; what became of each is then in the entries synced since `began`. */
  job: string | null;
  began: string;
  rows: { submission: Reference; state: string; note: string; record: Reference | null }[];
}

export type ReminderRule = Told<"ReminderRuleOut">;

export interface AutoSync {
  active: boolean;
  pool?: string;
  owner?: string;
}

export interface CostShare extends Priced {
  value: string;
  planned: string;
  spent: string;
}

export interface CostsPage extends Priced {
  budget: string | null;
  planned: string | null;
  spent: string;
  /** Spent ÷ budget. */
  used: string | null;
  by_kind: CostShare[];
  by_channel: CostShare[];
}

export interface Step {
  code: string;
  label: string;
  figure: Figure | null;
  rate: string | null;
  withheld: boolean;
}

export interface CampaignRow extends Ratios, Priced {
  campaign: Reference;
  state: string;
  starts_on: string | null;
  ends_on: string | null;
  budget: string | null;
  visits: number;
  visitors: number;
  submissions: Figure | null;
  leads: Figure | null;
  accounts: Figure | null;
  opportunities: Figure | null;
  contracts: Figure | null;
  contracted: Figure | null;
  received: Figure | null;
  cost: Figure | null;
  /** What cost and ROI stand on. */
  basis: "actual" | "budget" | null;
  conversion: string | null;
  cost_per_lead: string | null;
  cost_per_account: string | null;
  roi_contracted: string | null;
  roi_received: string | null;
}

/** A way by which people were reached; null: without a link, or without a promoter. */
export interface WayRow extends Partial<Ratios> {
  link?: Reference | null;
  channel?: string | null;
  promoter?: Reference | HiddenReference | null;
  cost?: Figure | null;
  roi_contracted?: string | null;
  roi_received?: string | null;
  visits: number;
  visitors: number;
  submissions: Figure | null;
  leads: Figure | null;
  accounts: Figure | null;
  opportunities: Figure | null;
  contracts: Figure | null;
  contracted: Figure | null;
  received: Figure | null;
}

export interface CampaignPage extends CampaignRow {
  expected_leads: number | null;
  expected_revenue: string | null;
  funnel: Step[];
  /** Money is null for who may not see it. */
  days: (Priced & { day: string; visits: number; visitors: number; submissions: number; leads: number; contracted: string | null; received: string | null })[];
  model: string;
  /** False while something that happened is still being worked into the credits. */
  settled: boolean;
  links: WayRow[];
  channels: WayRow[];
  promoters: WayRow[];
}

export const isText = (kind: string) => kind === "text" || kind === "long_text";

/** A question in the shape that publishing takes. */
const asked = ({ key, kind, target, label, label_en, required, help, help_en, placeholder, placeholder_en, options, max_length }: Question) => ({
  key,
  kind: target ? null : kind,
  label,
  label_en,
  required,
  help,
  help_en,
  placeholder,
  placeholder_en,
  max_length: isText(kind) ? max_length : null,
  options,
});

/** An address to be sent to one person alone; `path` without the site's name. */
export interface PersonalLink {
  record: Reference;
  path: string;
}

export const campaigns = {
  personal: (id: string, link: string, object: string, ids: string[]) => http.post<{ items: PersonalLink[] }>(`/campaigns/${id}/links/${link}/personal`, { object, ids }),
  form: (id: string) => http.get<FormPage>(`/campaigns/${id}/form`),
  publish: (id: string, { fields, after_file, ...texts }: FormDraft) => http.put<PublishedForm>(`/campaigns/${id}/form`, { ...texts, after_file: after_file?.id ?? null, fields: fields.map(asked) }),
  copy: (id: string, name: string) => http.post<RecordData>(`/campaigns/${id}/copy`, { name }),
  cover: (id: string) => http.get<{ cover: string | null }>(`/campaigns/${id}/cover`),
  setCover: (id: string, file: string | null) => http.put<RecordData>(`/campaigns/${id}/cover`, { file }),
  openLink: (id: string, link: object) => http.post<RecordData>(`/campaigns/${id}/links`, link),
  openLinks: (id: string, links: object) => http.post<{ made: number; existing: number }>(`/campaigns/${id}/links/bulk`, links),
  sheetUrl: (id: string, layout: "grid" | "page", language: string) => fileUrl(`/campaigns/${id}/links/sheet`, { layout, language }),
  qrUrl: (id: string, link: string, kind: "svg" | "png") => fileUrl(`/campaigns/${id}/links/${link}/qr.${kind}`),
  addEntry: (id: string, body: object, key: string) => http.post<RecordData>(`/campaigns/${id}/submissions`, body, key),
  answers: (submission: string) => http.get<AnswersPage>(`/submissions/${submission}/answers`),
  correct: (submission: string, answers: object) => http.put<RecordData>(`/submissions/${submission}/answers`, { answers }),
  addExisting: (id: string, object: string, ids: string[], participation: string) => http.post<{ added: number; present: number; missing: number }>(`/campaigns/${id}/existing`, { object, ids, participation }),
  autoSync: (id: string, setting: AutoSync) => http.put<RecordData>(`/campaigns/${id}/auto-sync`, setting),
  costs: (id: string) => http.get<CostsPage>(`/campaigns/${id}/costs`),
  sync: (id: string, home: object) => http.post<SyncResult>(`/campaigns/${id}/sync`, home),
  reminders: () => http.get<ReminderRule>("/campaign-reminders"),
  setReminders: (rule: ReminderRule) => http.put<ReminderRule>("/campaign-reminders", rule),
  figures: (id: string, query: Query) => http.get<CampaignPage>(`/campaigns/${id}/figures`, query),
  figuresUrl: (id: string, query: Query) => fileUrl(`/campaigns/${id}/figures/export`, query),
};

export const publicUrl = (slug: string) => `${window.location.origin}/f/${slug}`;
