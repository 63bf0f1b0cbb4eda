import a11y from "eslint-plugin-jsx-a11y";
import hooks from "eslint-plugin-react-hooks";
import ts from "typescript-eslint";

/** The rooms of the client, top to bottom: a file imports from its own room and from those below it. */
const forbid = (files, groups) => ({
  files,
  rules: {
    "no-restricted-imports": [
      "error",
      { patterns: groups.map(([group, message]) => ({ group, message })) },
    ],
  },
});

const app = [["@/app/*", "@/app"], "app stands above everything; nothing imports it."];
const modules = [["@/modules/*"], "No module imports another; what they share belongs in records, ui or api."];
const records = [["@/records/*"], "ui and api stand below records."];
/** What opens an overlay hands its trigger handlers and a ref; a component of ours in between would swallow both. */
const trigger = {
  selector:
    "JSXElement[openingElement.name.name=/^(Dropdown|Popconfirm|Popover|Tooltip)$/] > JSXElement[openingElement.name.name=/^(?!(Button|Input|Select|Tag)$)[A-Z]/]",
  message: "The child of an overlay takes its props and ref: an element, or one of antd's own. Put other things around the overlay.",
};
const upward = [["../../*"], "Leave a folder by its '@/…' name, so that the layer rule can see it."];

export default ts.config(
  { ignores: ["dist", "src/api/schema.gen.ts"] },
  ...ts.configs.recommended,
  a11y.flatConfigs.recommended,
  {
    plugins: { "react-hooks": hooks },
    rules: {
      ...hooks.configs["recommended-latest"].rules,
      "max-lines": ["error", 400],
      "max-lines-per-function": ["warn", { max: 60, skipBlankLines: true, skipComments: true }],
      "jsx-a11y/no-autofocus": "off",
      "no-restricted-syntax": ["error", trigger],
      "@typescript-eslint/consistent-type-imports": "error",
    },
  },
  forbid(["src/app/**"], [upward]),
  forbid(["src/modules/**"], [upward, app, modules]),
  forbid(["src/records/**"], [upward, app, modules]),
  forbid(["src/ui/**"], [upward, app, modules, records, [["@/api/*"], "ui knows no data."]]),
  forbid(["src/api/**"], [upward, app, modules, records, [["@/ui/*"], "api draws nothing."]]),
  {
    files: ["src/**/*.test.*", "tests/**"],
    rules: { "max-lines-per-function": "off", "@typescript-eslint/no-explicit-any": "off" },
  },
);
