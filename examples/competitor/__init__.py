"""竞争对手: the smallest business object, as the developer guide shows it. Three files of one's own: models, api, tests/makers."""
