/** Brand, radius, density and every measure of the client. Colours and sizes stand here and in styles.css, nowhere else. */

import { theme, type ThemeConfig } from "antd";

export type Mode = "light" | "dark";
export type Density = "compact" | "comfortable";

const brand = {
  light: { primary: "#0f766e", link: "#0f766e", soft: "#e1f2ef", softer: "#c8e6e0" },
  dark: { primary: "#2f9485", link: "#5cc8b7", soft: "#12312d", softer: "#1a4640" },
};

/** One colour per meaning (blue in progress, green won or paid, orange waiting, red lost or overdue), each at AA contrast. */
const tagColours = {
  light: {
    colorInfo: "#2456b8",
    colorInfoBg: "#e9f0fd",
    colorSuccess: "#1d6b34",
    colorSuccessBg: "#e5f5e9",
    colorWarning: "#8a5200",
    colorWarningBg: "#fdf2dc",
    colorError: "#b3262a",
    colorErrorBg: "#fdecec",
  },
  dark: {
    colorInfo: "#9bbcf8",
    colorInfoBg: "#1b2841",
    colorSuccess: "#7dd39a",
    colorSuccessBg: "#173220",
    colorWarning: "#e6b566",
    colorWarningBg: "#352910",
    colorError: "#f49a97",
    colorErrorBg: "#3b1e1e",
  },
};

/** A code that cameras read is black on white in either mode. */
export const paper = { ink: "#000", ground: "#fff" };

export const cssScope = "yuanliu";

export const measures = {
  sider: 208,
  drawer: 640,
  wideDrawer: 960,
  narrowDrawer: 400,
  palette: 640,
  notifications: 380,
  tableHead: 40,
  selectColumn: 40,
  actColumn: 150,
  boardColumn: 284,
  column: {
    title: 220,
    text: 180,
    long_text: 240,
    integer: 100,
    decimal: 120,
    money: 140,
    percent: 90,
    date: 130,
    datetime: 150,
    boolean: 80,
    choice: 110,
    multi_choice: 180,
    tags: 180,
    reference: 150,
    phone: 140,
    email: 200,
    url: 200,
    json: 200,
    id: 120,
  },
} as const;

/** The library turns its own motion off: styles that merely shorten it leave popups where their motion began, off the screen. */
const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

export function themeConfig(mode: Mode, density: Density): ThemeConfig {
  const algorithms = [mode === "dark" ? theme.darkAlgorithm : theme.defaultAlgorithm];
  if (density === "compact") algorithms.push(theme.compactAlgorithm);
  return {
    algorithm: algorithms,
    cssVar: { key: cssScope },
    hashed: false,
    token: {
      motion: !calm(),
      colorPrimary: brand[mode].primary,
      colorLink: brand[mode].link,
      colorPrimaryBg: brand[mode].soft,
      colorPrimaryBgHover: brand[mode].softer,
      controlItemBgActive: brand[mode].soft,
      controlItemBgActiveHover: brand[mode].softer,
      colorInfo: mode === "dark" ? "#5b8ff0" : "#2f62c9",
      // Secondary text at AA contrast on every surface of the shell.
      colorTextTertiary: mode === "dark" ? "rgba(255,255,255,0.62)" : "rgba(0,0,0,0.58)",
      colorTextPlaceholder: mode === "dark" ? "rgba(255,255,255,0.55)" : "rgba(0,0,0,0.55)",
      // Danger as text at AA contrast too; the dark algorithm dims what it is given.
      colorError: mode === "dark" ? "#ff9a95" : "#c9282d",
      ...(mode === "dark" && { colorBgBase: "#101415", colorErrorText: "#f28b87" }),
      borderRadius: 6,
      fontSize: 14,
      fontFamily:
        "-apple-system, 'Segoe UI', 'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif",
    },
    components: {
      Menu: { itemBg: "transparent", activeBarBorderWidth: 0, itemSelectedBg: brand[mode].soft, itemSelectedColor: brand[mode].link },
      Button: mode === "dark" ? { dangerColor: "#250d0c" } : {},
      Tabs: { itemSelectedColor: brand[mode].link, itemHoverColor: brand[mode].link, itemActiveColor: brand[mode].link },
      Table: { headerBorderRadius: 0 },
      Tag: tagColours[mode],
    },
  };
}
