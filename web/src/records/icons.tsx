import {
  ApartmentOutlined,
  AuditOutlined,
  CheckSquareOutlined,
  ContactsOutlined,
  FieldTimeOutlined,
  FileTextOutlined,
  FlagOutlined,
  FormOutlined,
  FunnelPlotOutlined,
  InboxOutlined,
  MoneyCollectOutlined,
  NodeIndexOutlined,
  PayCircleOutlined,
  ProfileOutlined,
  SafetyCertificateOutlined,
  ShopOutlined,
  ShoppingOutlined,
  SolutionOutlined,
  TeamOutlined,
  UserOutlined,
} from "@ant-design/icons";
import type { ComponentType } from "react";

const icons: { [object: string]: ComponentType } = {
  campaign: FlagOutlined,
  lead: SolutionOutlined,
  account: ShopOutlined,
  contact: ContactsOutlined,
  opportunity: FunnelPlotOutlined,
  contract: AuditOutlined,
  installment: FieldTimeOutlined,
  receipt: PayCircleOutlined,
  invoice: MoneyCollectOutlined,
  product: ShoppingOutlined,
  task: CheckSquareOutlined,
  follow_up: FormOutlined,
  member: UserOutlined,
  department: ApartmentOutlined,
  role: SafetyCertificateOutlined,
  custom_field: ProfileOutlined,
  pool: InboxOutlined,
  pipeline: NodeIndexOutlined,
  team: TeamOutlined,
};

export function ObjectIcon({ code }: { code: string }) {
  const Icon = icons[code] ?? FileTextOutlined;
  return <Icon aria-hidden />;
}
