"""What is in effect already has won its opportunity: at the time when the first of its contracts took effect, as a row of
the history. And whoever may terminate contracts may close them short, which was one permission before."""

from django.db import migrations

WON = """
CREATE TEMPORARY TABLE won ON COMMIT DROP AS
SELECT o.id, o.tenant_id, o.stage_id AS from_stage_id, o.amount, o.amount_base, o.currency, o.expected_close,
       o.probability AS from_probability, o.stage_since, s.id AS stage_id, s.probability,
       greatest(coalesce(effect.at, now()), last.at + interval '1 microsecond') AS at
FROM opportunities_opportunity o
JOIN LATERAL (SELECT id, probability FROM opportunities_stage
              WHERE tenant_id = o.tenant_id AND pipeline_id = o.pipeline_id AND outcome = 'won' AND deleted_at IS NULL
              ORDER BY position, id LIMIT 1) s ON true
LEFT JOIN LATERAL (SELECT max(at) AS at FROM opportunities_stagechange
                   WHERE tenant_id = o.tenant_id AND opportunity_id = o.id) last ON true
LEFT JOIN LATERAL (SELECT min(e.at) AS at FROM contracts_contract c JOIN events_eventlog e ON e.tenant_id = c.tenant_id
                   AND e.record_id = c.id AND e.code = 'contract.effective'
                   WHERE c.tenant_id = o.tenant_id AND c.opportunity_id = o.id AND c.deleted_at IS NULL) effect ON true
WHERE o.outcome <> 'won' AND o.deleted_at IS NULL AND EXISTS (
  SELECT 1 FROM contracts_contract c WHERE c.tenant_id = o.tenant_id AND c.opportunity_id = o.id
  AND c.deleted_at IS NULL AND c.stage IN ('effective', 'executing', 'completed'));

INSERT INTO opportunities_stagechange (id, tenant_id, opportunity_id, at, from_stage_id, stage_id, days_in_stage, currency,
  from_amount, amount, amount_base, from_probability, probability, from_close, expected_close)
SELECT gen_random_uuid(), tenant_id, id, at, from_stage_id, stage_id, extract(day FROM at - stage_since)::int, currency,
  amount, amount, amount_base, from_probability, probability, expected_close, expected_close FROM won;

UPDATE opportunities_opportunity o SET stage_id = won.stage_id, stage_since = won.at, outcome = 'won', closed_at = won.at,
  probability = won.probability, expected_amount = round(o.amount::numeric * won.probability / 100), lost_reason_id = NULL,
  lost_note = '', version = o.version + 1, updated_at = now()
FROM won WHERE won.id = o.id AND won.tenant_id = o.tenant_id;
"""

PERMISSION = """
UPDATE access_role SET grants = grants || jsonb_build_object('contract.close_short', grants -> 'contract.close')
WHERE grants ? 'contract.close' AND NOT grants ? 'contract.close_short';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0001_initial"),
        ("events", "0001_initial"),
        ("contracts", "0007_closing_rule"),
        ("opportunities", "0005_orders_as_booked"),
    ]

    operations = [
        migrations.RunSQL(WON, migrations.RunSQL.noop),
        migrations.RunSQL(PERMISSION, migrations.RunSQL.noop),
    ]
