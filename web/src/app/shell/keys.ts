/** Two keys in a row that lead to a place. The labels are in the catalogue under app.keys. */
export const jumps: { [keys: string]: string } = {
  "g h": "/",
  "g m": "/campaigns",
  "g l": "/leads",
  "g a": "/accounts",
  "g o": "/opportunities",
  "g c": "/contracts",
  "g r": "/receipts",
  "g t": "/tasks",
  "g p": "/reports",
  "g s": "/settings",
};

export const acts = ["palette", "new", "search", "save", "cancel", "card", "help"] as const;
