"""The memory: models with their verbs, queries, the outbox, access, migrations."""
