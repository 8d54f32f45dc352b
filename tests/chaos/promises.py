"""What is promised of delivery, line by line: how to break each on purpose, and the one test that must notice."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """`snippet` stands exactly once in the file."""

    promise: str
    file: str
    snippet: str
    replacement: str
    test: str


_OUTBOX = "tests/storage/test_outbox.py::"
_LOOKS = "tests/storage/test_reconciling.py::"
_DELIVER = "tests/jobs/test_deliver.py::"
_TOLD = "tests/jobs/test_told.py::"
_GAME = "tests/chaos/test_protocol.py::test_the_product_goes_the_way_of_the_game"

ENTRIES = (
    Entry(
        "the same message is enqueued once",
        "bot/storage/outbox.py",
        "    if found is not None:\n        return found\n    # Somebody may be enqueueing",
        '    key = f"{key}-{now}-{id(message)}"\n    # Somebody may be enqueueing',
        _OUTBOX + "test_what_was_said_first_under_a_key_stays",
    ),
    Entry(
        "its id comes from its key, so that a restored backup knows it",
        "bot/storage/outbox.py",
        'public_id=str(uuid5(OURS, f"{workspace_id}|{key}"))',
        "public_id=str(uuid5(OURS, key))",
        _OUTBOX + "test_the_public_id_comes_from_workspace_and_key_alone",
    ),
    Entry(
        "what is claimed is on its way when the claim is committed",
        "bot/storage/delivery.py",
        "row.state, row.owner, row.lease_until = OutboxState.SENDING, owner, real_now + lease",
        "row.owner, row.lease_until = owner, real_now + lease",
        _GAME + "[sqlite-claimed]",
    ),
    Entry(
        "who was taken over writes nothing down",
        "bot/storage/outcomes.py",
        '        OUTBOX.c.fence == bindparam("of_fence"),\n',
        '        OUTBOX.c.fence >= bindparam("of_fence"),\n',
        _GAME + "[sqlite-told by somebody who was taken over]",
    ),
    Entry(
        "who claims is alone for the length of a lease",
        "bot/storage/delivery.py",
        "row.fence, row.attempts = row.fence + 1, row.attempts + 1",
        "row.attempts = row.attempts + 1",
        _GAME + "[sqlite-claimed]",
    ),
    Entry(
        "history is believed after the settle time only",
        "bot/storage/reconciling.py",
        "        row.last_send_at <= SETTLED,\n",
        "        row.last_send_at.is_not(None),\n",
        _LOOKS + "test_a_sender_that_died_on_the_way_leaves_a_doubt_that_is_looked_into_once_history_is_settled",
    ),
    Entry(
        "what is in doubt is looked for before it is sent again",
        "bot/storage/outcomes.py",
        "        row.lease_until, row.last_error = None, error\n    return row\n\n\ndef try_plainly",
        "        row.state, row.lease_until = OutboxState.PENDING, None\n    return row\n\n\ndef try_plainly",
        _DELIVER + "test_what_slack_took_without_saying_so_is_found_there",
    ),
    Entry(
        "a complete look without a hit sends again",
        "bot/storage/reconciling.py",
        "OutboxState.PENDING, outcomes.LOOKED\n    return row\n\n\ndef keep_one",
        "OutboxState.FAILED, outcomes.LOOKED\n    return row\n\n\ndef keep_one",
        _GAME + "[sqlite-not found]",
    ),
    Entry(
        "a message that was sent again is looked for later",
        "bot/storage/outcomes.py",
        "        recheck_at=case((OUTBOX.c.how.is_(None), null()), ",
        "        recheck_at=case((OUTBOX.c.id > 0, null()), ",
        _GAME + "[sqlite-sent again]",
    ),
    Entry(
        "a copy too many is taken away",
        "bot/storage/reconciling.py",
        "    return kept, [copy.ts for copy in copies if copy is not kept]",
        "    return kept, []",
        _DELIVER + "test_a_copy_that_comes_late_is_taken_away",
    ),
    Entry(
        "the copy that people have answered stays",
        "bot/storage/reconciling.py",
        "kept = answered[0] if answered else next(iter(copies), None)",
        "kept = next(iter(copies), None)",
        _LOOKS + "test_a_copy_that_people_have_answered_stays",
    ),
    Entry(
        "after a long silence what was due is looked for first",
        "bot/storage/delivery.py",
        "return or_(row.how.is_not(None), ~exists().where(Heartbeat.look_before >= row.due_at))",
        "return row.id > 0",
        _LOOKS + "test_after_a_long_silence_what_was_due_is_looked_for_before_it_is_sent",
    ),
    Entry(
        "what is too late is dropped",
        "bot/storage/delivery.py",
        'row.state, row.last_error = OutboxState.DROPPED, row.last_error or "too late"',
        'row.last_error = row.last_error or "too late"',
        _OUTBOX + "test_what_is_too_late_is_dropped_and_never_sent",
    ),
    Entry(
        "a stopped bot lets go of what is on its way",
        "bot/storage/delivery.py",
        "            .values(lease_until=None)\n",
        "            .values(owner=owner)\n",
        _OUTBOX + "test_what_is_let_go_is_looked_for_without_waiting_for_the_lease",
    ),
    Entry(
        "a repeated delivery has no second effect",
        "bot/storage/inbox.py",
        "return insert_once(session, Delivery, workspace_id=workspace_id, key=key, received_at=at)",
        "insert_once(session, Delivery, workspace_id=workspace_id, key=key, received_at=at)\n    return True",
        "tests/storage/test_inbox.py::test_only_the_first_delivery_of_a_key_is_the_first",
    ),
    Entry(
        "a code that nobody knows leaves it open",
        "bot/slack/answers.py",
        "    if kind is None:\n        return Unknown(error)",
        "    if kind is None:\n        return NotPosted(error, Kind.RETRY)",
        "tests/slack/test_answers.py::test_a_code_that_settles_nothing_leaves_it_open",
    ),
    Entry(
        "a broken connection leaves it open",
        "bot/slack/answers.py",
        "        return Unknown(reply.reason) if reply.sent else NotPosted(reply.reason, Kind.RETRY)",
        "        return NotPosted(reply.reason, Kind.RETRY)",
        "tests/slack/test_answers.py::test_what_cannot_be_read_leaves_it_open",
    ),
    Entry(
        "replicas do not take what is on its way",
        "bot/storage/delivery.py",
        "        row.state == OutboxState.PENDING,\n        row.due_at <= NOW,\n",
        "        row.state.in_(OPEN_STATES),\n        row.due_at <= NOW,\n",
        _OUTBOX + "test_what_is_claimed_is_on_its_way_and_nobody_else_takes_it",
    ),
    Entry(
        "a reply waits for its parent",
        "bot/storage/delivery.py",
        "        ~exists().where(parent.id == row.after_id, parent.state.in_(OPEN_STATES)),\n",
        "",
        _OUTBOX + "test_a_reply_waits_for_its_parent_and_follows_it",
    ),
    Entry(
        "Slack's pace holds back what it would refuse",
        "bot/storage/delivery.py",
        "        room = min(room, pace.granted(turn.bucket, real_now, under_way))",
        "        room = min(room, 1000)",
        _OUTBOX + "test_slacks_pace_holds_back_what_it_would_refuse",
    ),
    Entry(
        "what nobody noticed for minutes is told",
        "bot/jobs/audit_deliveries.py",
        "        return self._tell(overdue, now) if overdue else 0",
        "        return 0",
        "tests/jobs/test_audit_deliveries.py::test_what_is_late_is_told_to_the_owner_once_within_ten_minutes",
    ),
    Entry(
        "the dead man's switch is fed only while all is well",
        "bot/jobs/audit_deliveries.py",
        "        if not late and self._slack_reached():",
        "        if self._slack_reached():",
        "tests/jobs/test_audit_deliveries.py::test_the_switch_is_not_fed_while_anything_is_late",
    ),
    Entry(
        "a frozen host is told of",
        "bot/jobs/open_occurrences.py",
        "        tell_not_asked(session, ceremony, team, due.day, person, due_at=due.at, now=now)\n",
        "",
        _TOLD + "test_the_owner_is_told_once_from_when_to_when_the_bot_was_off",
    ),
    Entry(
        "a day that was missed is told of",
        "bot/jobs/open_occurrences.py",
        "    tell_missed(session, ceremony, team, [due.day], due_at=due.at, now=now)\n",
        "",
        _TOLD + "test_all_that_was_missed_in_one_go_comes_in_one_message",
    ),
    Entry(
        "of several days that are late only the newest is caught up with",
        "bot/jobs/open_occurrences.py",
        "    for due in dues[:-1]:\n        _give_up(",
        "    for due in dues[:-1]:\n        _ask(",
        _TOLD + "test_every_day_is_posted_or_written_down_as_missed_and_only_the_newest_is_caught_up_with",
    ),
    Entry(
        "an ack comes after the commit",
        "bot/commands/listener.py",
        "answer = await asyncio.get_running_loop().run_in_executor(self._threads, way.take, req.body)",
        "answer = self._threads.submit(way.take, req.body) and None",
        "tests/chaos/test_acks.py::test_nothing_is_acknowledged_before_it_is_kept",
    ),
    Entry(
        "text typed while the database is away is echoed",
        "bot/commands/door.py",
        "            return self._fault(came, typed)",
        "            return self._fault(came)",
        "tests/commands/test_door.py::test_a_fault_gets_an_apology_whose_reference_is_in_the_log",
    ),
    Entry(
        "a form stays open while the database is away",
        "bot/commands/door.py",
        "            return replies.plain_field_error(str(self._fault(came).text), first_field)",
        "            return None if self._fault(came) else None",
        "tests/commands/test_door.py::test_a_fault_gets_an_apology_whose_reference_is_in_the_log",
    ),
    Entry(
        "living messages are edited by one job, one at a time",
        "bot/jobs/show_living_messages.py",
        "        living.not_before = real_now + EDIT_LEASE\n",
        "",
        "tests/chaos/test_edits.py::test_two_replicas_never_edit_one_post_at_once",
    ),
    Entry(
        "a message that is gone is posted anew",
        "bot/jobs/show_living_messages.py",
        "            living.is_gone()",
        "            living.shown = edit.version",
        "tests/jobs/test_stand_up_day.py::test_a_message_that_somebody_deleted_is_posted_anew",
    ),
    Entry(
        "what Slack finds wrong with a message is left out of it",
        "bot/jobs/settle.py",
        "_tell_if_over(session, outcomes.try_plainly(session, parcel, error=error), now)",
        "_tell_if_over(session, outcomes.has_failed(session, parcel, error=error), now)",
        _DELIVER + "test_what_slack_finds_wrong_with_a_message_is_left_out_of_it",
    ),
    Entry(
        "a channel that is closed to us pauses what is held there",
        "bot/jobs/settle.py",
        "        blocked(session, row, error, now)",
        "        assert row",
        "tests/jobs/test_pauses.py::test_a_channel_that_is_closed_to_us_pauses_all_that_is_held_there_and_its_owners_hear_why",
    ),
    Entry(
        "what could not be committed was not done",
        "bot/jobs/one_by_one.py",
        "                done = take(session, row_id, now)\n            taken += done",
        "                taken += take(session, row_id, now)",
        "tests/jobs/test_one_by_one.py::test_a_row_whose_commit_fails_is_not_done_and_does_not_stop_the_others",
    ),
)
