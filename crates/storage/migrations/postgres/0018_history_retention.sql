-- Histories are removed by their age.
CREATE INDEX "setting_changes.kept" ON setting_changes (changed_at);
CREATE INDEX "person_changes.kept" ON person_changes (at);
