"""What was collected belongs to its campaign, and a synced entry has become something."""

from yuanliu.base.i18n import T
from yuanliu.kernel.work.invariants import Invariant

INVARIANTS = (
    Invariant(
        "submission.synced",
        T("已同步的提交都有线索、客户或联系人", "A synced submission has a lead, an account or a contact"),
        "SELECT id FROM campaigns_submission WHERE state = 'synced' AND num_nonnulls(lead_id, account_id, contact_id) = 0",
    ),
    Invariant(
        "submission.link",
        T("提交所经的推广链接属于同一市场活动", "The link of a submission is one of its campaign's"),
        "SELECT s.id FROM campaigns_submission s JOIN campaigns_promotionlink l ON l.id = s.link_id "
        "WHERE l.campaign_id <> s.campaign_id",
    ),
    Invariant(
        "visit.link",
        T("浏览所经的推广链接属于同一市场活动", "The link of a visit is one of its campaign's"),
        "SELECT v.id FROM campaigns_visit v JOIN campaigns_promotionlink l ON l.id = v.link_id "
        "WHERE l.campaign_id <> v.campaign_id",
    ),
    Invariant(
        "touch.carried",
        T(
            "带过来的触点与原触点属于同一市场活动",
            "A carried touch is of the campaign and the time that it was carried from",
        ),
        "SELECT t.id FROM campaigns_touch t JOIN campaigns_touch o ON o.id = t.carried_from_id "
        "WHERE o.campaign_id <> t.campaign_id OR o.at <> t.at",
    ),
)
