import { CheckCircleOutlined, LineChartOutlined } from "@ant-design/icons";
import { lazy } from "react";

import { registerObject, registerPage } from "@/records/registry";

const Allocations = lazy(() => import("./Allocations"));
const ConfirmWaiting = lazy(() => import("./ConfirmWaiting"));
const ForecastPage = lazy(() => import("./ForecastPage"));
const InvoiceActs = lazy(() => import("./InvoiceActs"));
const Prepayments = lazy(() => import("./Prepayments"));
const ReceiptActs = lazy(() => import("./ReceiptActs"));
const ReceiptDrawer = lazy(() => import("./ReceiptDrawer"));
const RegisterReceipt = lazy(() => import("./RegisterReceipt"));
const WaitingPage = lazy(() => import("./WaitingPage"));

registerObject("receipt", {
  actions: [ReceiptActs],
  createForm: ReceiptDrawer,
  nextAct: ConfirmWaiting,
  tabs: [{ code: "allocations", label: "receivables.allocation", component: Allocations }],
});

registerObject("contract", { actions: [RegisterReceipt] });
registerObject("account", { panels: [Prepayments] });
registerObject("invoice", { actions: [InvoiceActs] });

registerPage({
  path: "receipts/waiting",
  label: "receivables.waiting",
  icon: CheckCircleOutlined,
  order: 91,
  visible: (can) => can("receipt.confirm"),
  component: WaitingPage,
});

registerPage({
  path: "receipts/forecast",
  label: "receivables.forecast.title",
  icon: LineChartOutlined,
  order: 92,
  visible: (can) => can("installment.read"),
  component: ForecastPage,
});
