import { fileUrl, http, type Query } from "@/api/http";
import type { HiddenReference, Reference } from "@/api/records";
import type { Figure } from "@/records/figures/figure";
import type { Ratios } from "@/records/figures/Notes";
import type { Priced } from "@/ui/format";
import type { FunnelStep } from "@/records/figures/FunnelBars";
import type { AttributionRule } from "@/records/figures/ModelSelect";

export interface CampaignFigures {
  submissions: Figure | null;
  leads: Figure | null;
  accounts: Figure | null;
  opportunities: Figure | null;
  contracts: Figure | null;
  contracted: Figure | null;
  received: Figure | null;
  cost: Figure | null;
}

export interface CampaignRow extends CampaignFigures, Ratios, Priced {
  campaign: Reference;
  budget: string | null;
  visits: number;
  visitors: number;
  conversion: string | null;
  cost_per_lead: string | null;
  cost_per_account: string | null;
  basis: "actual" | "budget" | null;
  roi_contracted: string | null;
  roi_received: string | null;
}

export interface Campaigns {
  model: string;
  settled: boolean;
  items: CampaignRow[];
  unattributed: CampaignFigures;
  hidden: CampaignFigures | null;
  total: CampaignFigures;
}

export interface Salesperson extends Ratios {
  member: Reference | HiddenReference;
  contracted: Figure | null;
  received: Figure | null;
  target_contracted: Figure | null;
  attainment_contracted: string | null;
  attainment_received: string | null;
  leads: Figure | null;
  conversions: Figure | null;
  follow_ups: Figure | null;
  first_response: Figure | null;
  won: Figure | null;
  lost: Figure | null;
  cycle: Figure | null;
}

export interface SourceRow {
  source: Reference | null;
  leads: Figure | null;
  conversions: Figure | null;
  conversion: string | null;
  accounts: Figure | null;
  opportunities: Figure | null;
  won: Figure | null;
  contracts: Figure | null;
  contracted: Figure | null;
  received: Figure | null;
}

export interface Outcomes {
  won: Figure | null;
  lost: Figure | null;
  won_amount: Figure | null;
  lost_amount: Figure | null;
  win_rate: string | null;
  reasons: { reason: Reference | null; lost: Figure | null; lost_amount: Figure | null }[];
}

/** A contract or a receipt, and what of its amount was earned by what was asked for. */
export interface EarnedRow extends Priced {
  record: Reference;
  contract: Reference | HiddenReference;
  account: Reference | HiddenReference;
  day: string;
  amount: string;
  credit: string;
}

export interface Earned extends Priced {
  items: EarnedRow[];
  next: string | null;
  count: number;
  total: string;
}

export const analytics = {
  credits: (query: Query) => http.get<Earned>("/analytics/credits", query),
  setRule: (rule: AttributionRule) => http.put<AttributionRule>("/analytics/attribution", rule),
  campaignsFile: (query: Query, chosen: string[]) => fileUrl("/analytics/campaigns/export", { of: "campaigns", ...query }) + chosen.map((id) => `&campaigns=${id}`).join(""),
  funnel: (query: Query) => http.get<{ steps: FunnelStep[] }>("/analytics/funnel", query),
  campaigns: (query: Query) => http.get<Campaigns>("/analytics/campaigns", query),
  salespeople: (query: Query) => http.get<{ items: Salesperson[] }>("/analytics/salespeople", query),
  sources: (query: Query) => http.get<{ items: SourceRow[] }>("/analytics/sources", query),
  outcomes: (query: Query) => http.get<Outcomes>("/analytics/outcomes", query),
};
