import { http } from "@/api/http";
import type { ObjectType } from "@/api/meta";
import type { RecordData, Reference } from "@/api/records";
import type { Priced } from "@/ui/format";

/** A line of an opportunity or a contract, as it stands. */
export interface Line extends Priced {
  position: number;
  product: Reference | null;
  name: string;
  quantity: string;
  price: string;
  discount: string;
  amount: string;
}

export interface Lines extends Priced {
  version: number;
  amount: string;
  items: Line[];
}

/** A line while it is edited. */
export interface LineDraft {
  key: string;
  product: Reference | null;
  name: string;
  quantity: string;
  price: string;
  discount: string;
}

export const newLine = (): LineDraft => ({ key: crypto.randomUUID(), product: null, name: "", quantity: "1", price: "", discount: "0" });

export const toDraft = ({ product, name, quantity, price, discount }: Line): LineDraft => ({ ...newLine(), product, name, quantity, price, discount });

/** Rows in which nothing was chosen or written are left out. */
export const toLines = (drafts: LineDraft[]) =>
  drafts
    .filter(({ product, name, price }) => product || name || price)
    .map(({ product, name, quantity, price, discount }) => ({ product: product?.id ?? null, name, quantity: quantity || "1", price: price || null, discount: discount || "0" }));

type Typed = Pick<ObjectType, "path">;

export const lines = {
  get: ({ path }: Typed, id: string) => http.get<Lines>(`/${path}/${id}/lines`),
  set: ({ path }: Typed, { id, version }: Pick<RecordData, "id" | "version">, drafts: LineDraft[]) =>
    http.put<Lines>(`/${path}/${id}/lines`, { version, lines: toLines(drafts) }),
};

export const linesKey = (type: Typed, id: string) => ["records", type.path, "lines", id] as const;
