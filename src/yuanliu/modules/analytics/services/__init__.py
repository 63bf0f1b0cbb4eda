"""What analytics does: targets are set, the attribution rule is changed, credits follow what happens."""
