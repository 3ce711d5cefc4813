"""A real AgentOS with a stub for its model: what scripts/agno-server.sh runs the Rust client against.

Serves one agent, one team and one workflow on a free port of the loopback and prints the base
address. The stub returns the text that it receives, word by word if streaming is requested.
"""

import os
import socket

os.environ["AGNO_TELEMETRY"] = "false"

import uvicorn
from agno.agent import Agent
from agno.models.base import Model
from agno.models.response import ModelResponse
from agno.os import AgentOS
from agno.team import Team
from agno.workflow import Step, Workflow

SECURITY_KEY = "os-secret-key"


class Echo(Model):
    """A model that needs no network."""

    def __init__(self, name: str) -> None:
        super().__init__(id=name, name="Echo", provider="stub")

    @staticmethod
    def _answer(messages) -> str:
        said = [message for message in messages if message.role == "user"]
        return f"You said: {said[-1].content}"

    def invoke(self, messages, *args, **kwargs) -> ModelResponse:
        return ModelResponse(role="assistant", content=self._answer(messages))

    async def ainvoke(self, messages, *args, **kwargs) -> ModelResponse:
        return self.invoke(messages)

    def invoke_stream(self, messages, *args, **kwargs):
        for word in self._answer(messages).split(" "):
            separator = "" if word == "You" else " "
            yield ModelResponse(role="assistant", content=separator + word)

    async def ainvoke_stream(self, messages, *args, **kwargs):
        for piece in self.invoke_stream(messages):
            yield piece

    def _parse_provider_response(self, response, **kwargs) -> ModelResponse:
        return response

    def _parse_provider_response_delta(self, response) -> ModelResponse:
        return response


def main() -> None:
    agent = Agent(id="echo-agent", name="Echo", model=Echo("stub-1"), telemetry=False)
    member = Agent(id="member", name="Member", model=Echo("stub-2"), telemetry=False)
    team = Team(
        id="echo-team", name="Echo Team", model=Echo("stub-3"), members=[member], telemetry=False
    )
    flow = Workflow(
        id="echo-flow",
        name="Echo Flow",
        steps=[Step(name="echo", agent=Agent(name="Step", model=Echo("stub-4"), telemetry=False))],
        telemetry=False,
    )
    os.environ["OS_SECURITY_KEY"] = SECURITY_KEY
    served = AgentOS(agents=[agent], teams=[team], workflows=[flow], telemetry=False)
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    print(f"http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    config = uvicorn.Config(served.get_app(), log_level="warning", lifespan="on")
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
