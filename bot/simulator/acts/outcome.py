"""One interaction from its start to what the person then sees."""

from __future__ import annotations

from dataclasses import dataclass

from bot.simulator.simulator import Simulator
from bot.simulator.views import OpenView
from bot.simulator.world import Channel, Message, Person


@dataclass(frozen=True)
class Interaction:
    """What a person started; `since` is the instant (as a message ts) after which its consequences come."""

    sim: Simulator
    person: Person
    id: str
    since: str

    def trigger(self, view_id: str | None = None) -> str:
        return self.sim.triggers.new(self.person.workspace_id, self.person.id, self.id, view_id)

    def response_url(self, channel: Channel, kind: str, original: Message | None = None) -> str:
        """`kind` is commands or actions, as in the paths of Slack's own."""
        token = self.sim.hooks.new(
            self.person.workspace_id,
            channel.id,
            self.person.id,
            self.id,
            original.ts if original else None,
            original.thread_ts if original else None,
        )
        return f"{self.sim.url}/{kind}/{token}"

    def answer_in(self, channel: Channel) -> Message | None:
        """What the bot answered here so far: to this interaction, else privately to this person since it began."""
        answer = self.sim.world.answer_to(self.id)
        if answer is not None:
            return answer
        said = self.sim.world.messages_since(channel.id, self.since)
        return next((message for message in said if message.only_for == self.person.id and not message.cause), None)

    def view(self) -> OpenView | None:
        """The form that was opened for this, if it is still on top."""
        top = self.sim.views.top(self.person.id)
        return top if top is not None and top.cause == self.id else None

    def failed(self, what: str, failure: str) -> str:
        """Shows the person that it failed, and returns the sentence."""
        sentence = f'{what} failed with the error "{failure}"'
        self.sim.show_banner(self.person.id, sentence)
        return sentence


def begin(sim: Simulator, person: Person) -> Interaction:
    return Interaction(sim, person, sim.world.ids.secret(16), sim.world.next_ts())
