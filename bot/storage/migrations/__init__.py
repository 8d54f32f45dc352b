"""The history of the schema, hand-numbered; `bot.storage.migrate` runs it."""
