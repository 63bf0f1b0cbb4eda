/** Two keys in a row that lead to a place. The labels are in the catalogue under app.keys. */
export const jumps: { [keys: string]: string } = {
  "g h": "/",
  "g m": "/campaigns",
  "g l": "/leads",
  "g a": "/accounts",
  "g o": "/opportunities",
  "g c": "/contracts",
  "g r": "/receipts",
};

export const acts = ["palette", "new", "search", "save", "cancel", "help"] as const;
